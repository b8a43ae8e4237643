import { durationMs, type Samples } from '../core/audio.js';

const lengthMs = 300;

/** The last moments of caller audio, so that a turn that begins in running speech does not lose its first syllable. */
export class PreRoll {
  #frames: Samples[] = [];
  #heldMs = 0;

  constructor(private readonly rateHz: number) {}

  push(samples: Samples): void {
    this.#frames.push(samples);
    this.#heldMs += durationMs(samples.length, this.rateHz);
    for (let first = this.#frames[0]; first !== undefined; first = this.#frames[0]) {
      const firstMs = durationMs(first.length, this.rateHz);
      if (this.#heldMs - firstMs < lengthMs) return;
      this.#frames.shift();
      this.#heldMs -= firstMs;
    }
  }

  take(): readonly Samples[] {
    const frames = this.#frames;
    this.clear();
    return frames;
  }

  clear(): void {
    this.#frames = [];
    this.#heldMs = 0;
  }
}
