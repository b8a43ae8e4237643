/** Caller audio as the engine takes it in an append: PCM, WAV files, or G.711 payloads untouched. */
import type { PassThroughCodec } from '../../agent/engine.js';
import { joinedSamples, type Samples } from '../../core/audio.js';
import { pcm16Bytes } from '../wire/pcm.js';
import { wavBytes } from '../wire/wav.js';
import type { RealtimeDialect } from './dialect.js';

/** Samples, or the bytes of a G.711 payload. */
export type Piece = Samples | Uint8Array;

export interface AppendCoding {
  /** Samples a millisecond. */
  readonly perMs: number;
  silence(samples: number): Piece;
  /** The pieces, joined, as base64. */
  encode(pieces: readonly Piece[]): string;
}

/** Zero level (ITU-T G.711 tables 1a and 2a). */
const g711Silence: Readonly<Record<PassThroughCodec, number>> = { PCMU: 0xff, PCMA: 0xd5 };

export function appendCoding({ audio }: RealtimeDialect, codec: PassThroughCodec | undefined): AppendCoding {
  if (codec !== undefined) {
    return {
      perMs: 8,
      silence: (samples) => new Uint8Array(samples).fill(g711Silence[codec]),
      encode: (pieces) => Buffer.concat(pieces as readonly Uint8Array[]).toString('base64'),
    };
  }
  const bytesOf = audio.wav ? (samples: Samples) => wavBytes(samples, audio.inputRateHz) : pcm16Bytes;
  return {
    perMs: audio.inputRateHz / 1000,
    silence: (samples) => new Int16Array(samples),
    encode: (pieces) => Buffer.from(bytesOf(joinedSamples(pieces as readonly Samples[]))).toString('base64'),
  };
}
