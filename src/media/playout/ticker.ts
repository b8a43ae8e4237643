import type { Cancel, Clock } from '../../core/clock.js';

/** Missed periods made up for at once. After a longer stall the rest is skipped rather than sent in a burst. */
const maxCatchUp = 3;
/** Timers have whole milliseconds: one that fires this little early counts as on time. */
const earlyMs = 1;

/**
 * Calls `onTick` every `periodMs` on an absolute schedule, so that lateness never adds up. `dueMs` is when the tick
 * should have been; `skipped` periods before it are lost.
 */
export class Ticker {
  readonly #clock: Clock;
  readonly #periodMs: number;
  readonly #onTick: (dueMs: number, skipped: number) => void;
  #dueMs: number;
  #cancel: Cancel;

  constructor(clock: Clock, periodMs: number, onTick: (dueMs: number, skipped: number) => void) {
    this.#clock = clock;
    this.#periodMs = periodMs;
    this.#onTick = onTick;
    this.#dueMs = clock.nowMs() + periodMs;
    this.#cancel = this.#arm();
  }

  stop(): void {
    this.#cancel();
  }

  #arm(): Cancel {
    return this.#clock.setTimer(Math.round(this.#dueMs - this.#clock.nowMs()), () => this.#fire());
  }

  #fire(): void {
    const behind = Math.floor((this.#clock.nowMs() + earlyMs - this.#dueMs) / this.#periodMs);
    let skipped = Math.max(0, behind - maxCatchUp);
    this.#dueMs += skipped * this.#periodMs;
    while (this.#dueMs <= this.#clock.nowMs() + earlyMs) {
      this.#onTick(this.#dueMs, skipped);
      skipped = 0;
      this.#dueMs += this.#periodMs;
    }
    this.#cancel = this.#arm();
  }
}
