/** Turns guessing down when an engine is under pressure, and up again when it is not. docs/adr/0083-guess-accounting.md. */
import type { Clock } from '../core/clock.js';

/** How an engine is doing now; undefined for what is not known yet. */
export interface LoadReading {
  /** Recent time to the first audio against what is usual for this engine: 1 is usual. */
  readonly slowness: number | undefined;
  /** Sessions open now against those it can bear, 0 to 1; undefined when that has no limit. */
  readonly occupancy: number | undefined;
  /** Share of the recent guesses that was discarded. */
  readonly discardedShare: number | undefined;
}

interface Band {
  /** At or above: guess less. */
  readonly pressed: number;
  /** Below: guess more. Between the two nothing changes. */
  readonly relieved: number;
}

export interface LoadRules {
  /** Guesses a turn when all is well. */
  readonly most: number;
  readonly slowness: Band;
  readonly occupancy: Band;
  readonly discardedShare: Band;
  /** Least time between two steps down, and before a step up. */
  readonly downMs: number;
  readonly upMs: number;
}

export const defaultLoadRules: LoadRules = {
  most: 6,
  slowness: { pressed: 1.6, relieved: 1.25 },
  occupancy: { pressed: 0.9, relieved: 0.75 },
  discardedShare: { pressed: 0.85, relieved: 0.7 },
  downMs: 2_000,
  upMs: 10_000,
};

/** Guesses a turn that are allowed, and since when. */
export interface GuessAllowance {
  readonly guesses: number;
  readonly sinceMs: number;
}

/**
 * Halves at a step down, so that relief is quick; adds one at a step up. Guesses that fail are a reason to make fewer,
 * never to make none: with none it could not be seen that they would succeed again.
 */
export function nextAllowance(
  { guesses, sinceMs }: GuessAllowance,
  reading: LoadReading,
  nowMs: number,
  rules: LoadRules,
): GuessAllowance {
  const heldMs = nowMs - sinceMs;
  const isStrained = isAbove(reading.slowness, rules.slowness) || isAbove(reading.occupancy, rules.occupancy);
  const isWasteful = isAbove(reading.discardedShare, rules.discardedShare);
  if ((isStrained || isWasteful) && heldMs >= rules.downMs) {
    return step(guesses, Math.max(isStrained ? 0 : 1, Math.floor(guesses / 2)), sinceMs, nowMs);
  }
  const isRelieved =
    isBelow(reading.slowness, rules.slowness) &&
    isBelow(reading.occupancy, rules.occupancy) &&
    (guesses === 0 || isBelow(reading.discardedShare, rules.discardedShare));
  if (isRelieved && heldMs >= rules.upMs) return step(guesses, Math.min(rules.most, guesses + 1), sinceMs, nowMs);
  return { guesses, sinceMs };
}

const step = (from: number, to: number, sinceMs: number, nowMs: number): GuessAllowance =>
  from === to ? { guesses: from, sinceMs } : { guesses: to, sinceMs: nowMs };

const isAbove = (value: number | undefined, { pressed }: Band) => value !== undefined && value >= pressed;
const isBelow = (value: number | undefined, { relieved }: Band) => value === undefined || value < relieved;

/** Weights of the newest value: about the last 8 replies, and what is usual, which follows relief at once and load slowly. */
const recentWeight = 1 / 8;
const usualDownWeight = 1 / 8;
const usualUpWeight = 1 / 256;
const shareWeight = 1 / 16;
/** Fewer values say nothing. */
const leastLatencies = 8;
const leastGuesses = 16;

/** One engine's load, shared by all its calls. */
export class EngineLoad {
  readonly #clock: Clock;
  readonly #sessionLimit: number | undefined;
  readonly #rules: LoadRules;
  #allowance: GuessAllowance;
  #sessions = 0;
  #latencies = 0;
  #recentMs = 0;
  #usualMs = 0;
  #guesses = 0;
  #discardedShare = 0;

  /** @param sessionLimit sessions that the engine can bear; undefined: as many as come */
  constructor(clock: Clock, sessionLimit?: number, rules = defaultLoadRules) {
    this.#clock = clock;
    this.#sessionLimit = sessionLimit;
    this.#rules = rules;
    this.#allowance = { guesses: rules.most, sinceMs: clock.nowMs() - rules.upMs };
  }

  sessionOpened(): void {
    this.#sessions += 1;
  }

  sessionClosed(): void {
    this.#sessions -= 1;
  }

  /** From a request to its first audio. */
  firstAudio(latencyMs: number): void {
    this.#latencies += 1;
    if (this.#latencies === 1) {
      this.#recentMs = latencyMs;
      this.#usualMs = latencyMs;
    }
    this.#recentMs += (latencyMs - this.#recentMs) * recentWeight;
    const weight = this.#recentMs < this.#usualMs ? usualDownWeight : usualUpWeight;
    this.#usualMs += (this.#recentMs - this.#usualMs) * weight;
  }

  guessEnded(outcome: 'committed' | 'discarded'): void {
    this.#guesses += 1;
    const value = outcome === 'discarded' ? 1 : 0;
    this.#discardedShare += (value - this.#discardedShare) * (this.#guesses === 1 ? 1 : shareWeight);
  }

  /** Guesses that a turn which begins now may make. */
  allowedGuesses(): number {
    this.#allowance = nextAllowance(this.#allowance, this.#reading(), this.#clock.nowMs(), this.#rules);
    return this.#allowance.guesses;
  }

  #reading(): LoadReading {
    return {
      slowness: this.#latencies < leastLatencies ? undefined : this.#recentMs / Math.max(1, this.#usualMs),
      occupancy: this.#sessionLimit === undefined ? undefined : this.#sessions / this.#sessionLimit,
      discardedShare: this.#guesses < leastGuesses ? undefined : this.#discardedShare,
    };
  }
}
