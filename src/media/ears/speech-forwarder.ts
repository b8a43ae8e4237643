import type { Samples } from '../../core/audio.js';
import { clockRateHz } from '../../core/g711.js';
import { Resampler } from '../../core/resampler.js';

interface HeldFrame {
  readonly samples: Samples;
  readonly atMs: number;
}

type Emit = (samples: Samples, atMs: number, rateHz: number) => void;

/**
 * Caller audio on its way out of the media plane, at the rate that was asked for. Closed, it keeps the latest audio
 * as pre-roll; opened, it hands out that pre-roll and then every frame.
 */
export class SpeechForwarder {
  readonly #emit: Emit;
  readonly #holdMs: number;
  readonly #held: HeldFrame[] = [];
  #rateHz: number;
  #resampler: Resampler | undefined;
  #always: boolean;
  #inSpeech = false;

  /** `holdMs` of pre-roll are kept; 0 with `always` hands out everything from the beginning. */
  constructor(rateHz: number, holdMs: number, always: boolean, emit: Emit) {
    this.#emit = emit;
    this.#holdMs = holdMs;
    this.#rateHz = rateHz;
    this.#always = always;
    this.#resampler = resamplerTo(rateHz);
  }

  /** From the next frame on, for another listener; what it had no use for before stays unheard. */
  retune(rateHz: number, always: boolean): void {
    this.#always = always;
    if (always) this.#held.length = 0;
    if (rateHz === this.#rateHz) return;
    this.#resampler?.close();
    this.#rateHz = rateHz;
    this.#resampler = resamplerTo(rateHz);
  }

  push(samples: Samples, atMs: number): void {
    const frame = { samples: samples.slice(), atMs };
    if (this.#always || this.#inSpeech) {
      this.#forward(frame);
      return;
    }
    this.#held.push(frame);
    while (this.#held[0]!.atMs < atMs - this.#holdMs) this.#held.shift();
  }

  /** Begins with the frame that holds `fromMs`, or the oldest that is kept. */
  open(fromMs: number): void {
    this.#inSpeech = true;
    if (this.#always) return;
    this.#resampler?.reset();
    for (const frame of this.#held) {
      const endMs = frame.atMs + (frame.samples.length * 1000) / clockRateHz;
      if (endMs > fromMs) this.#forward(frame);
    }
    this.#held.length = 0;
  }

  shut(): void {
    this.#inSpeech = false;
  }

  close(): void {
    this.#resampler?.close();
  }

  #forward({ samples, atMs }: HeldFrame): void {
    if (!this.#resampler) {
      this.#emit(samples, atMs, this.#rateHz);
      return;
    }
    const into = new Int16Array((samples.length * this.#rateHz) / clockRateHz);
    const { written } = this.#resampler.convert(samples, into);
    this.#emit(written === into.length ? into : into.subarray(0, written), atMs, this.#rateHz);
  }
}

const resamplerTo = (rateHz: number): Resampler | undefined =>
  rateHz === clockRateHz ? undefined : new Resampler(clockRateHz, rateHz);
