import type { Samples } from '../../../core/audio.js';

/** Turns that may wait for the model. A sixth of a second each would be late by then anyway. */
const maxWaiting = 8;

/** A turn to be judged, and who waits for the answer. */
export interface Judgement {
  readonly turn: Samples;
  readonly rateHz: number;
  readonly answer: (finished: number | undefined) => void;
}

/** Turns on their way through a model that judges one at a time. The one that has waited longest is dropped when there are too many. */
export class JudgementQueue {
  readonly #waiting: Judgement[] = [];
  #running: Judgement | undefined;

  add(judgement: Judgement): void {
    this.#waiting.push(judgement);
    if (this.#waiting.length > maxWaiting) this.#waiting.shift()?.answer(undefined);
  }

  /** It is too late for it: not judged any more if it waits, and nobody waits for it if it is being judged. */
  drop(judgement: Judgement): void {
    const index = this.#waiting.indexOf(judgement);
    if (index >= 0) this.#waiting.splice(index, 1);
    judgement.answer(undefined);
  }

  /** What the model shall judge now; undefined while it is at it, or when there is nothing. */
  next(): Judgement | undefined {
    if (this.#running !== undefined) return undefined;
    this.#running = this.#waiting.shift();
    return this.#running;
  }

  judged(finished: number | undefined): void {
    this.#running?.answer(finished);
    this.#running = undefined;
  }

  /** The model is gone. */
  dropAll(): void {
    this.judged(undefined);
    for (const judgement of this.#waiting.splice(0)) judgement.answer(undefined);
  }
}
