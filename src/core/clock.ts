/**
 * Time, injected. This is the only file that reads the machine's clock or arms its timers; everything else is
 * given a Clock, so that tests can own time.
 */

/** Cancels a timer; harmless when it already fired. */
export type Cancel = () => void;

export interface Clock {
  /** Monotonic milliseconds with a fraction; the same origin in every thread of this process. */
  nowMs(): number;
  /** Milliseconds since 1970-01-01 UTC, for logs and records. Never subtract two of these. */
  wallMs(): number;
  /** Runs `fire` once, `delayMs` or more from now. A timer keeps the process alive unless `background`. */
  setTimer(delayMs: number, fire: () => void, options?: { background?: boolean }): Cancel;
}

export const systemClock: Clock = {
  // hrtime, not performance.now(): a worker thread's performance.now() starts at its own birth.
  nowMs: () => Number(process.hrtime.bigint()) / 1e6,
  wallMs: () => Date.now(),
  setTimer(delayMs, fire, options) {
    const timer = setTimeout(fire, Math.max(0, delayMs));
    if (options?.background) timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Resolves after `delayMs` on `clock`. */
export function sleep(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(delayMs, resolve);
  });
}
