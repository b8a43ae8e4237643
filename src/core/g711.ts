/** G.711 A-law and mu-law by table. Built once from `alawmulaw`; nothing is allocated per packet. */
import alawmulaw from 'alawmulaw';
import type { Samples } from './audio.js';

export type CodecName = 'PCMA' | 'PCMU';

export interface Codec {
  readonly name: CodecName;
  /** Static payload type, RFC 3551 table 4. */
  readonly payloadType: number;
  /** Writes the samples of bytes[start, end) into `into` from `offset` on. */
  decode(bytes: Uint8Array, start: number, end: number, into: Samples, offset: number): void;
  /** Writes the codes of `samples` into `into` from `offset` on. */
  encode(samples: Samples, into: Uint8Array, offset: number): void;
}

interface SampleCodec {
  encodeSample(sample: number): number;
  decodeSample(code: number): number;
}

function tableCodec(name: CodecName, payloadType: number, law: SampleCodec): Codec {
  const linear = Int16Array.from({ length: 256 }, (_, code) => law.decodeSample(code));
  // Indexed by the sample's 16 bits; mulaw.encodeSample() returns negative numbers, of which the low byte is the code.
  const codes = Uint8Array.from({ length: 65536 }, (_, bits) => law.encodeSample((bits << 16) >> 16) & 0xff);
  return {
    name,
    payloadType,
    decode(bytes, start, end, into, offset) {
      for (let i = start; i < end; i++) into[offset + i - start] = linear[bytes[i]!]!;
    },
    encode(samples, into, offset) {
      for (let i = 0; i < samples.length; i++) into[offset + i] = codes[samples[i]! & 0xffff]!;
    },
  };
}

export const codecs: Readonly<Record<CodecName, Codec>> = {
  PCMA: tableCodec('PCMA', 8, alawmulaw.alaw),
  PCMU: tableCodec('PCMU', 0, alawmulaw.mulaw),
};

/** Timestamp clock of both, and of the telephone-events that go with them (RFC 3551 4.5.14, RFC 4733 2.1). */
export const clockRateHz = 8000;
