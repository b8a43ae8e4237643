import type { Samples } from '../../core/audio.js';
import { Resampler } from '../../core/resampler.js';
import { clockRateHz } from '../codecs/g711.js';

interface HeldFrame {
  readonly samples: Samples;
  readonly atMs: number;
}

type Emit = (samples: Samples, atMs: number) => void;

/**
 * Caller audio on its way out of the media plane, at the rate that was asked for. Closed, it keeps the latest audio
 * as pre-roll; opened, it hands out that pre-roll and then every frame.
 */
export class SpeechForwarder {
  readonly #emit: Emit;
  readonly #rateHz: number;
  readonly #holdMs: number;
  readonly #held: HeldFrame[] = [];
  readonly #resampler: Resampler | undefined;
  #open: boolean;

  /** `holdMs` of pre-roll are kept; 0 with `always` hands out everything from the beginning. */
  constructor(rateHz: number, holdMs: number, always: boolean, emit: Emit) {
    this.#emit = emit;
    this.#rateHz = rateHz;
    this.#holdMs = holdMs;
    this.#open = always;
    if (rateHz !== clockRateHz) this.#resampler = new Resampler(clockRateHz, rateHz);
  }

  push(samples: Samples, atMs: number): void {
    const frame = { samples: samples.slice(), atMs };
    if (this.#open) {
      this.#forward(frame);
      return;
    }
    this.#held.push(frame);
    while (this.#held[0]!.atMs < atMs - this.#holdMs) this.#held.shift();
  }

  /** Begins with the frame that holds `fromMs`, or the oldest that is kept. */
  open(fromMs: number): void {
    this.#open = true;
    this.#resampler?.reset();
    for (const frame of this.#held) {
      const endMs = frame.atMs + (frame.samples.length * 1000) / clockRateHz;
      if (endMs > fromMs) this.#forward(frame);
    }
    this.#held.length = 0;
  }

  shut(): void {
    this.#open = false;
  }

  close(): void {
    this.#resampler?.close();
  }

  #forward({ samples, atMs }: HeldFrame): void {
    if (!this.#resampler) {
      this.#emit(samples, atMs);
      return;
    }
    const into = new Int16Array((samples.length * this.#rateHz) / clockRateHz);
    const { written } = this.#resampler.convert(samples, into);
    this.#emit(written === into.length ? into : into.subarray(0, written), atMs);
  }
}
