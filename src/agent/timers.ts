import type { Cancel, Clock } from '../core/clock.js';
import type { TimerName } from './event.js';

/** The Controller's timers, one of each name. */
export class Timers {
  readonly #armed = new Map<TimerName, Cancel>();

  constructor(
    private readonly clock: Clock,
    private readonly onFire: (timer: TimerName) => void,
  ) {}

  /** Takes the place of one of the same name. */
  set(timer: TimerName, delayMs: number): void {
    this.cancel(timer);
    const fire = () => {
      this.#armed.delete(timer);
      this.onFire(timer);
    };
    this.#armed.set(timer, this.clock.setTimer(delayMs, fire, { background: true }));
  }

  cancel(timer: TimerName): void {
    this.#armed.get(timer)?.();
    this.#armed.delete(timer);
  }

  cancelAll(): void {
    for (const cancel of this.#armed.values()) cancel();
    this.#armed.clear();
  }
}
