import type { Samples } from '../core/audio.js';
import type { CallAudio } from './call-audio.js';
import { Utterance } from './utterance.js';

/** A reply's audio on its way to the caller: held back while the reply is a guess, then let through. */
export class ReplyStream {
  readonly utterance = new Utterance();
  readonly #held: { readonly samples: Samples; readonly rateHz: number }[] = [];
  #flowing = false;
  #begun = false;
  #complete = false;

  constructor(
    private readonly id: number,
    private readonly audio: CallAudio,
  ) {}

  /** True the first time. */
  begin(): boolean {
    const first = !this.#begun;
    this.#begun = true;
    return first;
  }

  /** What comes of it is heard, as soon as its turn is. */
  get isFlowing(): boolean {
    return this.#flowing;
  }

  /** True for the first audio of the reply. */
  push(samples: Samples, rateHz: number): boolean {
    const first = this.utterance.audioMs === 0;
    this.utterance.addAudio(samples.length, rateHz);
    if (this.#flowing) this.audio.play(this.id, samples, rateHz);
    else this.#held.push({ samples, rateHz });
    return first;
  }

  complete(): void {
    this.#complete = true;
    if (this.#flowing) this.audio.endPlay(this.id);
  }

  release(): void {
    if (this.#flowing) return;
    this.#flowing = true;
    for (const { samples, rateHz } of this.#held.splice(0)) this.audio.play(this.id, samples, rateHz);
    if (this.#complete) this.audio.endPlay(this.id);
  }
}
