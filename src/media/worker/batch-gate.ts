/**
 * Keeps a thread from being ended in the middle of a batch of the ears: onnxruntime would then abort the whole
 * process. The worker enters before a batch and leaves after it; the main thread shuts the gate before it ends the
 * worker by force or the process exits.
 */
const states = { free: 0, batch: 1, shut: 2 } as const;
/** Longer than any batch; after it the process exits all the same. */
const patienceMs = 500;

export class BatchGate {
  readonly shared: SharedArrayBuffer;
  readonly #state: Int32Array;

  /** `shared` is the memory of the gate in the other thread. */
  constructor(shared = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.shared = shared;
    this.#state = new Int32Array(shared);
  }

  /** False when the gate was shut: no batch may begin any more. */
  enter(): boolean {
    return Atomics.compareExchange(this.#state, 0, states.free, states.batch) === states.free;
  }

  leave(): void {
    Atomics.compareExchange(this.#state, 0, states.batch, states.free);
    Atomics.notify(this.#state, 0);
  }

  /** Waits for the running batch, blocking this thread, and lets no other begin. */
  shut(): void {
    if (Atomics.compareExchange(this.#state, 0, states.free, states.shut) !== states.batch) return;
    Atomics.wait(this.#state, 0, states.batch, patienceMs);
    Atomics.store(this.#state, 0, states.shut);
  }
}
