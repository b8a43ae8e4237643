import type { Cancel, Clock } from '../core/clock.js';
import { UndertoneError } from '../core/errors.js';
import type { Condition } from './condition.js';
import type { Line } from './line.js';

interface Waiter {
  readonly condition: Condition;
  readonly resolve: () => void;
  readonly reject: (error: UndertoneError) => void;
  readonly cancelLimit: Cancel;
  cancelLook: Cancel;
}

/** Promises that resolve when a condition on the line is met: looked at when the line changed and when time has come. */
export class Waiting {
  readonly #waiters = new Set<Waiter>();

  constructor(
    private readonly clock: Clock,
    private readonly line: () => Line,
  ) {}

  /**
   * @param what named by the error when `limitMs` pass first
   * @throws UndertoneError CALL_NO_REPLY, and CALL_ENDED when the call ends with the condition unmet
   */
  until(condition: Condition, limitMs: number, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const tooLate = () => {
        this.#drop(waiter);
        reject(new UndertoneError('CALL_NO_REPLY', `${what} did not come within ${limitMs} ms`));
      };
      const waiter: Waiter = {
        condition,
        resolve,
        reject,
        cancelLimit: this.clock.setTimer(limitMs, tooLate),
        cancelLook: () => {},
      };
      this.#waiters.add(waiter);
      this.#look(waiter);
    });
  }

  /** The line has changed. */
  changed(): void {
    for (const waiter of [...this.#waiters]) this.#look(waiter);
  }

  #look(waiter: Waiter): void {
    waiter.cancelLook();
    const line = this.line();
    const verdict = waiter.condition(line, this.clock.nowMs());
    if (verdict.met) {
      this.#drop(waiter);
      waiter.resolve();
    } else if (line.endedMs !== undefined) {
      this.#drop(waiter);
      waiter.reject(new UndertoneError('CALL_ENDED', 'the call ended before the step was done'));
    } else if (verdict.againAtMs !== undefined) {
      const delayMs = verdict.againAtMs - this.clock.nowMs();
      waiter.cancelLook = this.clock.setTimer(delayMs, () => this.#look(waiter));
    }
  }

  #drop(waiter: Waiter): void {
    this.#waiters.delete(waiter);
    waiter.cancelLimit();
    waiter.cancelLook();
  }
}
