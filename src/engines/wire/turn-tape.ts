import { durationMs, joinedSamples, type Samples } from '../../core/audio.js';

/** The caller's turn so far, for engines that are given it as a whole. Of a long turn the end is kept, where the question is. */
export class TurnTape {
  readonly #rateHz: number;
  readonly #maxMs: number;
  readonly #pieces: Samples[] = [];
  #length = 0;

  constructor(rateHz: number, maxMs: number) {
    this.#rateHz = rateHz;
    this.#maxMs = maxMs;
  }

  push(samples: Samples): void {
    this.#pieces.push(samples.slice());
    this.#length += samples.length;
    while (durationMs(this.#length - this.#pieces[0]!.length, this.#rateHz) > this.#maxMs) {
      this.#length -= this.#pieces.shift()!.length;
    }
  }

  get samples(): Samples {
    return joinedSamples(this.#pieces);
  }
}
