/** What guessing cost and what it gained. docs/adr/0083-guess-accounting.md has the definitions. */

import { type GuessAccount, noGuesses } from '../core/call-event.js';

interface OpenGuess {
  readonly startedMs: number;
  /** The engine stopped working on it: it is complete, or waits for a tool that must not run on a guess. */
  readonly idleMs: number | undefined;
  readonly firstAudioMs: number | undefined;
}

/** The guesses of one call. All times Clock.nowMs(). Ids of replies that are no guesses are ignored. */
export class GuessLedger {
  readonly #open = new Map<number, OpenGuess>();
  #account = noGuesses;

  started(id: number, nowMs: number): void {
    this.#open.set(id, { startedMs: nowMs, idleMs: undefined, firstAudioMs: undefined });
    this.#account = { ...this.#account, started: this.#account.started + 1 };
  }

  /** Its first audio is there. */
  audible(id: number, nowMs: number): void {
    this.#change(id, (guess) => ({ ...guess, firstAudioMs: guess.firstAudioMs ?? nowMs }));
  }

  /** The engine has nothing more to do on it before it is committed. */
  idle(id: number, nowMs: number): void {
    this.#change(id, (guess) => ({ ...guess, idleMs: guess.idleMs ?? nowMs }));
  }

  committed(id: number, nowMs: number): void {
    const guess = this.#open.get(id);
    if (guess === undefined) return;
    this.#open.delete(id);
    const { committed, savedMs } = this.#account;
    this.#account = { ...this.#account, committed: committed + 1, savedMs: savedMs + savedBy(guess, nowMs) };
  }

  discarded(id: number, nowMs: number): void {
    const guess = this.#open.get(id);
    if (guess === undefined) return;
    this.#open.delete(id);
    const { discarded, wastedMs } = this.#account;
    const workedMs = Math.min(nowMs, guess.idleMs ?? nowMs) - guess.startedMs;
    this.#account = { ...this.#account, discarded: discarded + 1, wastedMs: wastedMs + workedMs };
  }

  /** The call is over: what is open now is never committed. */
  close(nowMs: number): void {
    for (const id of [...this.#open.keys()]) this.discarded(id, nowMs);
  }

  /** So far; a guess that is open is started and nothing else. */
  get account(): GuessAccount {
    return this.#account;
  }

  #change(id: number, change: (guess: OpenGuess) => OpenGuess): void {
    const guess = this.#open.get(id);
    if (guess !== undefined) this.#open.set(id, change(guess));
  }
}

/**
 * Asked for at the commit instead, the reply would have needed the same time for what it had done by then, or up to its
 * first audio if that was earlier: from there on both go the same way.
 */
function savedBy({ startedMs, firstAudioMs, idleMs }: OpenGuess, committedMs: number): number {
  return Math.min(firstAudioMs ?? committedMs, idleMs ?? committedMs, committedMs) - startedMs;
}
