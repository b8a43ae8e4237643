import type { Clock } from '../../../../core/clock.js';

/**
 * Who runs the model next. Answers that a caller waits for come first, in their order; what is decoded ahead while somebody
 * speaks takes what time is left, and none where the machine is busy. One runs at a time: onnxruntime-node holds the thread that
 * calls it until it is done, and a second thread would need the weights a second time.
 */
export interface DecodeQueueOptions {
  readonly clock: Clock;
  /** Answers that may wait; one more is refused. */
  readonly mostWaiting: number;
}

/** Of the time, what decoding may take before nothing is decoded ahead any more. */
const aheadShare = 0.6;
/** Time over which the share is measured. */
const memoryMs = 2_000;

export class QueueFull extends Error {
  constructor() {
    super('too many callers wait for the recogniser');
  }
}

/** What the queue did since it was last asked. */
export interface QueueReport {
  readonly busy: number;
  readonly mostWaiting: number;
  readonly refused: number;
}

export class DecodeQueue {
  readonly #options: DecodeQueueOptions;
  readonly #answers: (() => Promise<void>)[] = [];
  #isRunning = false;
  /** Share of the time that was used, fading. */
  #share = 0;
  #sharedAt: number;
  #reportedAt: number;
  #busyMs = 0;
  #most = 0;
  #refused = 0;

  constructor(options: DecodeQueueOptions) {
    this.#options = options;
    this.#sharedAt = options.clock.nowMs();
    this.#reportedAt = this.#sharedAt;
  }

  /** Rejects with QueueFull, or as `work` does. */
  answer<T>(work: () => Promise<T>): Promise<T> {
    if (this.#answers.length >= this.#options.mostWaiting) {
      this.#refused += 1;
      return Promise.reject(new QueueFull());
    }
    return new Promise<T>((resolve, reject) => {
      this.#answers.push(() => this.#timed(work).then(resolve, reject));
      this.#next();
      this.#most = Math.max(this.#most, this.#answers.length);
    });
  }

  /**
   * Decodes ahead if there is time for it now; undefined when there is none.
   * @param isLikely that it is asked for at once: then it is no extra work
   */
  ahead<T>(work: () => Promise<T>, isLikely = false): Promise<T> | undefined {
    this.#fade();
    if (this.#isRunning || (!isLikely && this.#share > aheadShare)) return undefined;
    return this.#timed(work);
  }

  report(): QueueReport {
    const nowMs = this.#options.clock.nowMs();
    const spanMs = Math.max(1, nowMs - this.#reportedAt);
    const report = { busy: Math.min(1, this.#busyMs / spanMs), mostWaiting: this.#most, refused: this.#refused };
    this.#reportedAt = nowMs;
    this.#busyMs = 0;
    this.#most = this.#answers.length;
    this.#refused = 0;
    return report;
  }

  #next(): void {
    if (!this.#isRunning) void this.#answers.shift()?.();
  }

  async #timed<T>(work: () => Promise<T>): Promise<T> {
    const { clock } = this.#options;
    const startedMs = clock.nowMs();
    this.#isRunning = true;
    try {
      return await work();
    } finally {
      this.#isRunning = false;
      const tookMs = clock.nowMs() - startedMs;
      this.#busyMs += tookMs;
      this.#fade();
      this.#share += tookMs / memoryMs;
      this.#next();
    }
  }

  #fade(): void {
    const nowMs = this.#options.clock.nowMs();
    this.#share *= Math.exp(-(nowMs - this.#sharedAt) / memoryMs);
    this.#sharedAt = nowMs;
  }
}
