/**
 * Hands events on in order, and never from inside the call that caused them: a listener may call back without finding
 * the teller half-way through something (EngineSessionOptions.onEvent).
 */
export class Outbox<Event> {
  readonly #deliver: (event: Event) => void;
  #waiting: Event[] = [];
  #isScheduled = false;
  #isClosed = false;

  constructor(deliver: (event: Event) => void) {
    this.#deliver = deliver;
  }

  put(event: Event): void {
    if (this.#isClosed) return;
    this.#waiting.push(event);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => this.#empty());
  }

  /** Forgets what has not been handed on and is `unwanted`. */
  discard(unwanted: (event: Event) => boolean): void {
    this.#waiting = this.#waiting.filter((event) => !unwanted(event));
  }

  /** Hands on nothing more. */
  close(): void {
    this.#isClosed = true;
    this.#waiting = [];
  }

  #empty(): void {
    try {
      for (let event = this.#waiting.shift(); event !== undefined; event = this.#waiting.shift()) this.#deliver(event);
    } finally {
      this.#isScheduled = false;
      if (this.#waiting.length > 0) this.put(this.#waiting.shift()!);
    }
  }
}
