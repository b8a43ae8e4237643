/** Samples to and from the bytes of the wire. */
import { endianness } from 'node:os';
import type { Samples } from '../../core/audio.js';
import { UndertoneError } from '../../core/errors.js';

/** Samples are copied as a whole, one by one they cost fifteen times as much; where the machine is not of the wire's order they are swapped. */
const isBigEndian = endianness() === 'BE';

/** Signed 16-bit little-endian PCM. */
export function pcm16Bytes(samples: Samples): Uint8Array {
  const bytes = Buffer.from(samples.slice().buffer);
  return isBigEndian ? bytes.swap16() : bytes;
}

export function pcm16Base64(samples: Samples): string {
  return Buffer.from(pcm16Bytes(samples)).toString('base64');
}

/** Samples of 32-bit little-endian floats of -1 to 1; what is beyond is clipped, what is no number is silence. */
export function floatSamples(values: ArrayLike<number>): Samples {
  const samples = new Int16Array(values.length);
  for (let at = 0; at < values.length; at += 1) {
    const value = Number(values[at]);
    samples[at] = Number.isNaN(value) ? 0 : Math.round(Math.max(-1, Math.min(1, value)) * 32767);
  }
  return samples;
}

/** @throws UndertoneError ENGINE_PROTOCOL when `text` is no base64 */
export function base64Bytes(text: string): Uint8Array {
  // Node's decoder skips what is not of the alphabet; an engine that sends such a thing sends something else.
  if (!/^[A-Za-z0-9+/_-]*={0,2}\s*$/.test(text)) {
    throw new UndertoneError('ENGINE_PROTOCOL', 'the engine sent no base64 where it had to', { chars: text.length });
  }
  return Buffer.from(text, 'base64');
}

/**
 * Base64 that is one text however its pieces are cut: what Alibaba's own client does is to join them all and decode once.
 * A piece that ends with padding ends the text; another may begin after it.
 */
export class Base64Reader {
  #rest = '';

  /** @throws UndertoneError ENGINE_PROTOCOL */
  push(piece: string): Uint8Array {
    const text = this.#rest + piece;
    const whole = text.endsWith('=') ? text.length : text.length - (text.length % 4);
    this.#rest = text.slice(whole);
    return base64Bytes(text.slice(0, whole));
  }
}

export type SampleFormat = 'pcm16' | 'float32';
const sampleBytes = { pcm16: 2, float32: 4 } as const;

/** Bytes of a stream to samples; a sample that is cut by the end of a chunk is completed by the next. */
export class SampleReader {
  readonly #format: SampleFormat;
  #rest: Uint8Array = new Uint8Array();

  constructor(format: SampleFormat) {
    this.#format = format;
  }

  push(chunk: Uint8Array): Samples {
    const bytes = Buffer.concat([this.#rest, chunk]);
    const size = sampleBytes[this.#format];
    const whole = Math.floor(bytes.length / size);
    this.#rest = bytes.subarray(whole * size);
    if (this.#format === 'float32') {
      return floatSamples(Float32Array.from({ length: whole }, (_, at) => bytes.readFloatLE(at * 4)));
    }
    const copy = Buffer.from(new Uint8Array(bytes.subarray(0, whole * size)).buffer);
    if (isBigEndian) copy.swap16();
    return new Int16Array(copy.buffer);
  }
}

/** Samples of whole bytes. @throws UndertoneError ENGINE_PROTOCOL when the last sample is cut */
export function samplesOf(bytes: Uint8Array, format: SampleFormat): Samples {
  if (bytes.length % sampleBytes[format] !== 0) {
    throw new UndertoneError('ENGINE_PROTOCOL', `${bytes.length} bytes are no whole ${format} samples`);
  }
  return new SampleReader(format).push(bytes);
}
