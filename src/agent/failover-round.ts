import type { SharedEngine } from './shared-engine.js';

export interface NextTry {
  readonly engine: SharedEngine;
  /** To be waited before. */
  readonly delayMs: number;
  /** Of the tries since the last answer, from 1. */
  readonly nth: number;
}

/** Whose turn it is when an engine is lost: round the list from the one that was lost, with an end. */
export class FailoverRound {
  readonly #engines: readonly SharedEngine[];
  readonly #rules: { readonly tries: number; readonly delayMs: number };
  /** Since the last answer. */
  #tried: SharedEngine[] = [];

  constructor(engines: readonly SharedEngine[], rules: { readonly tries: number; readonly delayMs: number }) {
    this.#engines = engines;
    this.#rules = rules;
  }

  /** What comes after `last`; undefined when enough were tried. */
  next(last: SharedEngine): NextTry | undefined {
    const { tries, delayMs } = this.#rules;
    if (this.#tried.length >= Math.max(tries, this.#engines.length)) return undefined;
    const engine = this.#engines[(this.#engines.indexOf(last) + 1) % this.#engines.length]!;
    const before = this.#tried.filter((tried) => tried === engine).length;
    this.#tried.push(engine);
    return { engine, delayMs: before === 0 ? 0 : delayMs * 2 ** (before - 1), nth: this.#tried.length };
  }

  /** An engine goes on well: the next outage is a new one. */
  answered(): void {
    this.#tried = [];
  }
}
