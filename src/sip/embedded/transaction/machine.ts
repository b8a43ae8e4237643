import type { Cancel, Clock } from '../../../core/clock.js';
import type { Effect, Row } from './table.js';
import { type SipTimers, type TimerName, timerMs } from './timers.js';

type AnyTable = Readonly<Record<string, Readonly<Record<string, Row<string> | undefined>>>>;

export interface MachineSetup {
  readonly clock: Clock;
  readonly timers: SipTimers;
  /** A transport that delivers or fails by itself: no retransmissions, no waiting for them (section 17). */
  readonly reliable: boolean;
}

/** Runs one transaction table: its state, its timers; what the effects mean is the owner's. */
export class Machine<Event extends string> {
  #state = 'initial';
  readonly #running = new Map<TimerName, Cancel>();
  readonly #starts = new Map<TimerName, number>();

  constructor(
    private readonly table: AnyTable,
    private readonly setup: MachineSetup,
    private readonly perform: (effect: Exclude<Effect, object>) => void,
    private readonly ended: () => void,
  ) {}

  get state(): string {
    return this.#state;
  }

  /** False when the state has no row for `event`: nothing happened. */
  handle(event: Event): boolean {
    const row = this.table[this.#state]?.[event];
    if (!row) return false;
    this.#state = row.to;
    for (const effect of row.effects) {
      if (typeof effect === 'string') this.perform(effect);
      else if ('stop' in effect) this.#stop(effect.stop);
      else this.#start(effect.start, effect.slow === true);
    }
    if (row.to === 'terminated') this.end();
    return true;
  }

  /** Stops all timers; the machine takes no further event. */
  end(): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    for (const cancel of this.#running.values()) cancel();
    this.#running.clear();
    this.ended();
  }

  #start(name: TimerName, slow: boolean): void {
    // An effect before this one may have ended the machine: a transport that failed at once.
    if (this.#state === 'ended') return;
    const { clock, timers, reliable } = this.setup;
    const starts = this.#starts.get(name) ?? 0;
    this.#starts.set(name, starts + 1);
    const delayMs = slow && !reliable ? timers.t2Ms : timerMs(name, starts, reliable, timers);
    if (delayMs === undefined) return;
    this.#stop(name);
    const fire = () => {
      this.#running.delete(name);
      this.handle(`timer ${name}` as Event);
    };
    if (delayMs === 0) queueMicrotask(fire);
    else this.#running.set(name, clock.setTimer(delayMs, fire, { background: true }));
  }

  #stop(name: TimerName): void {
    this.#running.get(name)?.();
    this.#running.delete(name);
  }
}
