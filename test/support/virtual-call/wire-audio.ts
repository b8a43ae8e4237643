import type { Samples } from '#src/core/audio.js';
import { codecs } from '#src/core/g711.js';

export const packetMs = 20;
export const packetSamples = 160;

export interface HeardPacket {
  readonly atMs: number;
  readonly samples: Samples;
}

/** A-law there and back. */
export function overTheWire(samples: Samples): Samples {
  const codes = new Uint8Array(samples.length);
  const heard = new Int16Array(samples.length);
  codecs.PCMA.encode(samples, codes, 0);
  codecs.PCMA.decode(codes, 0, codes.length, heard, 0);
  return heard;
}

/** Audio as whole packets, the first at 0. */
export function packetsOf(samples: Samples): HeardPacket[] {
  return Array.from({ length: Math.floor(samples.length / packetSamples) }, (_, index) => ({
    atMs: index * packetMs,
    samples: samples.subarray(index * packetSamples, (index + 1) * packetSamples),
  }));
}
