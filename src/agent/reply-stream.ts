import type { Samples } from '../core/audio.js';
import type { Cancel, Clock } from '../core/clock.js';
import type { Language } from '../core/language.js';
import type { CallAudio } from './call-audio.js';
import { driftOf, type WrittenLanguage } from './language/drift.js';
import { beginningOf } from './language/reply-language.js';
import { Utterance } from './utterance.js';

/** Holds a reply to its language before it is heard. */
export interface ReplyScreening {
  readonly clock: Clock;
  /** The language that it should be in, as far as is known now. */
  readonly wanted: () => Language;
  /** It begins in another one, and is held until it is passed or dropped. */
  readonly onDrift: (written: WrittenLanguage, text: string) => void;
  /** Its audio, which has been held for its words, is on its way to the caller. */
  readonly onAudible: () => void;
}

/** Longest wait for words of a reply that has audio already and could be heard. */
const wordsLateMs = 150;

/**
 * A reply's audio on its way to the caller: held back while the reply is a guess, and until its first words are judged;
 * then let through.
 */
export class ReplyStream {
  readonly utterance = new Utterance();
  readonly #held: { readonly samples: Samples; readonly rateHz: number }[] = [];
  readonly #screening: ReplyScreening | undefined;
  #cancelWait: Cancel = () => {};
  #released = false;
  #passed: boolean;
  /** Drift was told; the answer is `pass`, or that nothing more is wanted. */
  #told = false;
  #begun = false;
  #complete = false;

  /** @param screening absent where the reply is heard whatever it is in */
  constructor(
    private readonly id: number,
    private readonly audio: CallAudio,
    screening?: ReplyScreening,
  ) {
    this.#screening = screening;
    this.#passed = screening === undefined;
  }

  /** True the first time. */
  begin(): boolean {
    const first = !this.#begun;
    this.#begun = true;
    return first;
  }

  /** What comes of it is heard, as soon as its turn is. */
  get isFlowing(): boolean {
    return this.#released && this.#passed;
  }

  text(text: string, atMs: number): void {
    this.utterance.addText(text, atMs);
    if (this.#passed || this.#screening === undefined) return;
    const judged = beginningOf(this.utterance.text, this.#screening.wanted());
    if (judged !== undefined) this.#judged(judged.drift);
  }

  /** True for the first audio of the reply. */
  push(samples: Samples, rateHz: number): boolean {
    const first = this.utterance.audioMs === 0;
    this.utterance.addAudio(samples.length, rateHz);
    if (this.isFlowing) this.audio.play(this.id, samples, rateHz);
    else this.#held.push({ samples, rateHz });
    if (first) this.#awaitWords();
    return first;
  }

  complete(): void {
    this.#complete = true;
    if (this.isFlowing) this.audio.endPlay(this.id);
    else this.#judgeAll();
  }

  /** Nothing of it has a sound yet, and something else is to be heard before it. */
  hold(): void {
    this.#released = false;
    this.#cancelWait();
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    if (this.#passed) this.#flow();
    else this.#awaitWords();
  }

  /** Its language is as it is. */
  pass(): void {
    if (this.#passed) return;
    this.#passed = true;
    this.#cancelWait();
    if (!this.#released) return;
    this.#flow();
    if (this.utterance.audioMs > 0) this.#screening?.onAudible();
  }

  /** Nothing more of it is wanted. */
  close(): void {
    this.#cancelWait();
  }

  #flow(): void {
    for (const { samples, rateHz } of this.#held.splice(0)) this.audio.play(this.id, samples, rateHz);
    if (this.#complete) this.audio.endPlay(this.id);
  }

  /** What could be heard waits for its words, but not for long. */
  #awaitWords(): void {
    if (this.#passed || !this.#released || this.utterance.audioMs === 0) return;
    this.#cancelWait();
    this.#cancelWait = this.#screening!.clock.setTimer(wordsLateMs, () => this.#judgeAll(), { background: true });
  }

  /** No more words are waited for. */
  #judgeAll(): void {
    if (this.#screening !== undefined) this.#judged(driftOf(this.utterance.text, this.#screening.wanted()));
  }

  #judged(drift: WrittenLanguage | undefined): void {
    if (this.#told) return;
    if (drift === undefined) {
      this.pass();
      return;
    }
    this.#told = true;
    this.#screening!.onDrift(drift, this.utterance.text);
  }
}
