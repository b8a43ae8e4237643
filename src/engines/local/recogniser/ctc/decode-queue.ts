import type { Clock } from '../../../../core/clock.js';

/**
 * Who runs the model next. Answers that a caller waits for come first, in their order; what is decoded ahead while somebody
 * speaks takes what time is left, and none where the machine is busy.
 */
export interface DecodeQueueOptions {
  readonly clock: Clock;
  /** Runs at a time, each on a core. */
  readonly lanes: number;
  /** Answers that may wait; one more is refused. */
  readonly mostWaiting: number;
}

/** Of the lanes' time, what decoding ahead may take; above it, it is left out. */
const aheadShare = 0.6;
/** Time over which the share is measured. */
const memoryMs = 2_000;

export class QueueFull extends Error {
  constructor() {
    super('too many callers wait for the recogniser');
  }
}

interface Waiting {
  readonly run: () => Promise<void>;
}

/** What the queue did since it was last asked. */
export interface QueueReport {
  readonly busy: number;
  readonly mostWaiting: number;
  readonly refused: number;
}

export class DecodeQueue {
  readonly #options: DecodeQueueOptions;
  readonly #answers: Waiting[] = [];
  #running = 0;
  /** Share of the lanes' time that was used, fading. */
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

  /** Answers that wait for a lane. */
  get waiting(): number {
    return this.#answers.length;
  }

  /** Rejects with QueueFull, or as `work` does. */
  answer<T>(work: () => Promise<T>): Promise<T> {
    if (this.#answers.length >= this.#options.mostWaiting) {
      this.#refused += 1;
      return Promise.reject(new QueueFull());
    }
    return new Promise<T>((resolve, reject) => {
      this.#answers.push({ run: () => this.#timed(work).then(resolve, reject) });
      this.#most = Math.max(this.#most, this.#answers.length);
      this.#next();
    });
  }

  /**
   * Decodes ahead if there is time for it now; undefined when there is none.
   * @param isLikely that it is asked for at once: then it is no extra work, and any free lane will do
   */
  ahead<T>(work: () => Promise<T>, isLikely = false): Promise<T> | undefined {
    this.#fade();
    if (this.#answers.length > 0 || this.#running >= this.#options.lanes) return undefined;
    if (!isLikely && this.#share > aheadShare) return undefined;
    return this.#timed(work);
  }

  report(): QueueReport {
    const nowMs = this.#options.clock.nowMs();
    const spanMs = Math.max(1, nowMs - this.#reportedAt) * this.#options.lanes;
    const report = { busy: Math.min(1, this.#busyMs / spanMs), mostWaiting: this.#most, refused: this.#refused };
    this.#reportedAt = nowMs;
    this.#busyMs = 0;
    this.#most = this.#answers.length;
    this.#refused = 0;
    return report;
  }

  #next(): void {
    while (this.#running < this.#options.lanes) {
      const next = this.#answers.shift();
      if (next === undefined) return;
      void next.run();
    }
  }

  async #timed<T>(work: () => Promise<T>): Promise<T> {
    const { clock, lanes } = this.#options;
    const startedMs = clock.nowMs();
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      const tookMs = clock.nowMs() - startedMs;
      this.#busyMs += tookMs;
      this.#fade();
      this.#share += tookMs / memoryMs / lanes;
      this.#next();
    }
  }

  #fade(): void {
    const nowMs = this.#options.clock.nowMs();
    this.#share *= Math.exp(-(nowMs - this.#sharedAt) / memoryMs);
    this.#sharedAt = nowMs;
  }
}
