import type { Samples } from '../core/audio.js';
import type { CallerAudio } from './caller-audio.js';
import type { TurnModel } from './end-of-turn/turn-model.js';
import { TurnTape } from './turn-tape.js';

/** What the published models look at. */
const lengthMs = 8_000;

/** Keeps the caller's turn, and asks the turn model about it: one question at a time. */
export class TurnJudge {
  readonly #tape = new TurnTape(lengthMs);
  #asking = false;

  constructor(
    private readonly model: TurnModel | undefined,
    private readonly onAnswer: (pause: number, finished: number) => void,
  ) {}

  beginTurn(): void {
    if (this.model !== undefined) this.#tape.begin();
  }

  push(audio: CallerAudio): void {
    this.#tape.push(audio);
  }

  turnOver(): void {
    this.#tape.clear();
  }

  ask(pause: number): void {
    const { model } = this;
    // A model that is still at the pause before has more to do than it can: this one goes without.
    if (model === undefined || this.#asking) return;
    this.#asking = true;
    const { samples, rateHz } = joined(this.#tape.frames ?? []);
    void model.judge(samples, rateHz).then((finished) => {
      this.#asking = false;
      if (finished !== undefined) this.onAnswer(pause, finished);
    });
  }
}

/** At the rate of the last: an engine that took over in the turn has changed it. */
function joined(frames: readonly CallerAudio[]): CallerAudio {
  const { rateHz = 8_000 } = frames.at(-1) ?? {};
  const alike = frames.filter((frame) => frame.rateHz === rateHz);
  const samples: Samples = new Int16Array(alike.reduce((sum, frame) => sum + frame.samples.length, 0));
  let at = 0;
  for (const frame of alike) {
    samples.set(frame.samples, at);
    at += frame.samples.length;
  }
  return { samples, rateHz };
}
