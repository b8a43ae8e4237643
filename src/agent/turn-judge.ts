import type { Samples } from '../core/audio.js';
import type { TurnModel } from './end-of-turn/turn-model.js';
import { TurnTape } from './turn-tape.js';

/** What the published models look at. */
const lengthMs = 8_000;

/** Keeps the caller's turn, and asks the turn model about it: one question at a time. */
export class TurnJudge {
  readonly #tape: TurnTape;
  #asking = false;

  constructor(
    private readonly model: TurnModel | undefined,
    private readonly rateHz: number,
    private readonly onAnswer: (pause: number, finished: number) => void,
  ) {
    this.#tape = new TurnTape(rateHz, lengthMs);
  }

  beginTurn(): void {
    if (this.model !== undefined) this.#tape.begin();
  }

  push(samples: Samples): void {
    this.#tape.push(samples);
  }

  turnOver(): void {
    this.#tape.clear();
  }

  ask(pause: number): void {
    const { model } = this;
    // A model that is still at the pause before has more to do than it can: this one goes without.
    if (model === undefined || this.#asking) return;
    this.#asking = true;
    void model.judge(joined(this.#tape.frames ?? []), this.rateHz).then((finished) => {
      this.#asking = false;
      if (finished !== undefined) this.onAnswer(pause, finished);
    });
  }
}

function joined(frames: readonly Samples[]): Samples {
  const whole = new Int16Array(frames.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const frame of frames) {
    whole.set(frame, at);
    at += frame.length;
  }
  return whole;
}
