import { durationMs, type Samples } from '../../../core/audio.js';
import { UndertoneError } from '../../../core/errors.js';
import { RateConverter } from '../../../core/rate-converter.js';
import { SampleReader } from '../../wire/pcm.js';
import { WavReader } from '../../wire/wav.js';
import type { SpeechFormat } from './speech-driver.js';

/** One sentence takes seconds; what never ends is a broken synthesiser. */
const maxSentenceMs = 60_000;

/** Bytes of a synthesiser's answer to samples of one rate, as they come. close() it. */
export class SpeechAudio {
  readonly #format: SpeechFormat;
  readonly #rateHz: number;
  #begin: Uint8Array = new Uint8Array();
  #reader: WavReader | SampleReader | undefined;
  #converter: RateConverter | undefined;
  #ms = 0;

  constructor(format: SpeechFormat, rateHz: number) {
    this.#format = format;
    this.#rateHz = rateHz;
    if (format.type === 'pcm') this.#reader = new SampleReader('pcm16');
    if (format.type === 'wav') this.#reader = new WavReader();
  }

  /** @throws UndertoneError ENGINE_PROTOCOL when it is no audio, or too much */
  push(chunk: Uint8Array): Samples {
    const reader = this.#reader;
    const samples = reader === undefined ? this.#sniffed(chunk) : reader.push(chunk);
    if (samples.length === 0) return samples;
    this.#converter ??= new RateConverter(this.#sourceRateHz, this.#rateHz);
    const converted = this.#converter.push(samples);
    this.#ms += durationMs(converted.length, this.#rateHz);
    if (this.#ms > maxSentenceMs) {
      throw new UndertoneError('ENGINE_PROTOCOL', `a sentence is longer than ${maxSentenceMs} ms`);
    }
    return converted;
  }

  close(): void {
    this.#converter?.close();
  }

  get #sourceRateHz(): number {
    if (this.#reader instanceof WavReader) return this.#reader.rateHz!;
    return this.#format.type === 'wav' ? this.#rateHz : this.#format.rateHz;
  }

  /** A WAV begins with RIFF, and no speech does: as PCM those are two samples near full scale. */
  #sniffed(chunk: Uint8Array): Samples {
    this.#begin = Buffer.concat([this.#begin, chunk]);
    if (this.#begin.length < 4) return new Int16Array();
    const isWav = Buffer.from(this.#begin.subarray(0, 4)).toString('latin1') === 'RIFF';
    const reader = isWav ? new WavReader() : new SampleReader('pcm16');
    this.#reader = reader;
    return reader.push(this.#begin);
  }
}
