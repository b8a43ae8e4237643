import type { Clock } from '../../core/clock.js';

/** What the engine says is left of the account's limits (`rate_limits.updated`); shared by all sessions of the engine. */
export class RateLimits {
  readonly #clock: Clock;
  readonly #freeAtMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note(limit: { readonly name: string; readonly remaining: number; readonly resetMs: number }): void {
    if (limit.remaining > 0) this.#freeAtMs.delete(limit.name);
    else if (this.#freeAtMs.has(limit.name) || this.#freeAtMs.size < 16) {
      this.#freeAtMs.set(limit.name, this.#clock.nowMs() + limit.resetMs);
    }
  }

  /** Until every limit has something left again; 0 when none is used up. */
  waitMs(): number {
    return Math.max(0, ...[...this.#freeAtMs.values()].map((atMs) => atMs - this.#clock.nowMs()));
  }
}
