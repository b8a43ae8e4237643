import type { Samples } from '../../core/audio.js';

/** A volume that never jumps: a jump in the middle of a wave is a click. */
export class Gain {
  #value = 1;
  #target = 1;
  #step = 0;

  /** From the present volume, or from `start`, to `target` over so many samples. 1 leaves audio as it is. */
  moveTo(target: number, rampSamples: number, start = this.#value): void {
    this.#value = start;
    this.#target = target;
    this.#step = (target - start) / rampSamples;
  }

  apply(samples: Samples): void {
    if (this.#value === 1 && this.#step === 0) return;
    for (let i = 0; i < samples.length; i++) {
      samples[i] = samples[i]! * this.#value;
      this.#advance();
    }
  }

  #advance(): void {
    if (this.#step === 0) return;
    this.#value += this.#step;
    const left = (this.#target - this.#value) * Math.sign(this.#step);
    if (left > Math.abs(this.#step) / 2) return;
    this.#value = this.#target;
    this.#step = 0;
  }
}
