/** Requests beside the conversation, which must never hold it up: at most so many at a time, and what does not fit is not done. */
export class SideWork {
  readonly #limit: number;
  #running = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** False when there is no place, and nothing was started. `work` deals with its own failures. */
  tryRun(work: () => Promise<void>): boolean {
    if (this.#running >= this.#limit) return false;
    this.#running += 1;
    void work().finally(() => {
      this.#running -= 1;
    });
    return true;
  }
}
