import type { Samples } from './audio.js';
import { Resampler } from './resampler.js';

/** A stream of samples to another rate. */
export class RateConverter {
  readonly #resampler: Resampler | undefined;
  readonly #ratio: number;

  /** close() it. */
  constructor(fromHz: number, toHz: number) {
    this.#ratio = toHz / fromHz;
    this.#resampler = fromHz === toHz ? undefined : new Resampler(fromHz, toHz);
  }

  push(samples: Samples): Samples {
    if (this.#resampler === undefined) return samples;
    const converted = new Int16Array(Math.ceil(samples.length * this.#ratio) + 16);
    let taken = 0;
    let written = 0;
    while (taken < samples.length) {
      const step = this.#resampler.convert(samples.subarray(taken), converted.subarray(written));
      if (step.taken === 0 && step.written === 0) break;
      taken += step.taken;
      written += step.written;
    }
    return converted.subarray(0, written);
  }

  close(): void {
    this.#resampler?.close();
  }
}
