import type { HistoryEntry } from './effect.js';

const maxEntries = 400;

/** What was said and heard in a call, oldest first; bounded, the oldest entries go. */
export class History {
  readonly #entries: HistoryEntry[] = [];

  add(entry: HistoryEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length > maxEntries) this.#entries.shift();
  }

  get entries(): readonly HistoryEntry[] {
    return this.#entries;
  }
}
