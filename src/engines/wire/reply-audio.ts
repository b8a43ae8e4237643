import type { EngineEvent } from '../../agent/engine.js';
import { durationMs, type Samples } from '../../core/audio.js';
import { UndertoneError } from '../../core/errors.js';
import { RateConverter } from '../../core/rate-converter.js';

export interface ReplyAudioOptions {
  readonly replyId: number;
  /** Of the audio events. */
  readonly outputRateHz: number;
  /** Longest reply; what a phone call can bear. */
  readonly maxMs: number;
  readonly emit: (event: EngineEvent) => void;
}

/** Lengths of one audio event: what is longer is told in parts, so that playing may begin. */
const maxEventMs = 200;

/** A reply's text and audio as events in order, each text at the place of the audio where it is spoken. */
export class ReplyAudio {
  readonly #options: ReplyAudioOptions;
  #converter: { readonly fromHz: number; readonly converter: RateConverter } | undefined;
  #samples = 0;
  #heardText = '';

  constructor(options: ReplyAudioOptions) {
    this.#options = options;
  }

  /** Of the audio so far. */
  get lengthMs(): number {
    return durationMs(this.#samples, this.#options.outputRateHz);
  }

  /** All text so far. */
  get allText(): string {
    return this.#heardText;
  }

  /** Text that is spoken from `atMs` on, by default from the end of the audio so far. */
  text(text: string, atMs = this.lengthMs): void {
    if (text === '') return;
    this.#heardText += text;
    this.#options.emit({ type: 'text', replyId: this.#options.replyId, text, atMs: Math.min(atMs, this.lengthMs) });
  }

  /** @throws UndertoneError ENGINE_PROTOCOL when the reply gets longer than it may be */
  audio(samples: Samples, rateHz: number): void {
    const { outputRateHz, maxMs, replyId, emit } = this.#options;
    const converted = this.#convert(samples, rateHz);
    const room = Math.floor((maxMs * outputRateHz) / 1000) - this.#samples;
    const fitting = converted.subarray(0, Math.max(0, room));
    const step = Math.round((maxEventMs * outputRateHz) / 1000);
    this.#samples += fitting.length;
    for (let at = 0; at < fitting.length; at += step) {
      emit({ type: 'audio', replyId, samples: fitting.slice(at, at + step) });
    }
    if (fitting.length < converted.length) {
      throw new UndertoneError('ENGINE_PROTOCOL', `the reply is longer than ${maxMs} ms`);
    }
  }

  /** Frees the resampler, if one was needed. */
  close(): void {
    this.#converter?.converter.close();
    this.#converter = undefined;
  }

  #convert(samples: Samples, rateHz: number): Samples {
    const { outputRateHz } = this.#options;
    if (rateHz === outputRateHz) return samples;
    if (this.#converter?.fromHz !== rateHz) {
      this.close();
      this.#converter = { fromHz: rateHz, converter: new RateConverter(rateHz, outputRateHz) };
    }
    return this.#converter.converter.push(samples);
  }
}
