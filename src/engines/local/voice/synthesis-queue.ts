import type { Clock } from '../../../core/clock.js';
import { UndertoneError } from '../../../core/errors.js';
import type { Language } from '../../../core/language.js';
import type { Log } from '../../../core/log.js';
import type { OpenChannel } from '../child/channel.js';
import { Supervisor } from '../child/supervisor.js';
import type { SynthesisMessage, SynthesisRequest } from './synthesis-message.js';

const longestQueue = 512;
/** From asking to having one sentence, a restart of the synthesiser included. */
const jobTimeoutMs = 8_000;
const loadTimeoutMs = 30_000;
/** A synthesiser that ends this often before it is ready does not run here. */
const mostFailedStarts = 2;

export interface SynthesisQueueOptions {
  readonly part: string;
  readonly open: OpenChannel<SynthesisRequest, SynthesisMessage>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Whether a synthesiser works here, known once it has loaded. */
export type Availability =
  | { readonly available: true; readonly languages: readonly Language[] }
  | { readonly available: false; readonly reason: string };

interface Job {
  readonly request: SynthesisRequest;
  readonly resolve: (samples: Int16Array) => void;
  readonly reject: (error: UndertoneError) => void;
  /** Takes back its timer and its listener. */
  readonly release: () => void;
}

/** One synthesiser, one sentence at a time, in the order asked. It is started again when it ends. */
export class SynthesisQueue {
  readonly availability: Promise<Availability>;
  readonly #options: SynthesisQueueOptions;
  readonly #supervisor: Supervisor<SynthesisRequest, SynthesisMessage>;
  readonly #waiting: Job[] = [];
  #current: Job | undefined;
  #ready = false;
  #everReady = false;
  #failedStarts = 0;
  #lastId = 0;
  #resolveAvailability: (availability: Availability) => void = () => {};

  constructor(options: SynthesisQueueOptions) {
    this.#options = options;
    this.availability = new Promise((resolve) => {
      this.#resolveAvailability = resolve;
    });
    this.#supervisor = new Supervisor(options.open, options.clock, {
      message: (message) => this.#received(message),
      down: (reason) => this.#wentDown(reason),
    });
    options.clock.setTimer(loadTimeoutMs, () => this.#everReady || this.#giveUp('not ready in time'), {
      background: true,
    });
  }

  /** Rejects with ENGINE_FAILED, also when `signal` is aborted before it is done. */
  synthesise(request: Omit<SynthesisRequest, 'id'>, signal: AbortSignal): Promise<Int16Array> {
    if (this.#waiting.length >= longestQueue) {
      return Promise.reject(new UndertoneError('ENGINE_FAILED', `${this.#options.part} has too much to say`));
    }
    return new Promise((resolve, reject) => {
      this.#lastId += 1;
      const abandon = (): void => this.#abandon(job, 'abandoned');
      const cancelTimeout = this.#options.clock.setTimer(jobTimeoutMs, () => this.#timedOut(job), { background: true });
      const release = (): void => {
        cancelTimeout();
        signal.removeEventListener('abort', abandon);
      };
      const job: Job = { request: { ...request, id: this.#lastId }, resolve, reject, release };
      signal.addEventListener('abort', abandon, { once: true });
      this.#waiting.push(job);
      this.#next();
    });
  }

  async close(): Promise<void> {
    await this.#supervisor.close();
    this.#resolveAvailability({ available: false, reason: 'closed' });
    for (const job of [this.#current, ...this.#waiting.splice(0)]) job && this.#fail(job, 'closed');
    this.#current = undefined;
  }

  #next(): void {
    if (!this.#ready || this.#current !== undefined) return;
    this.#current = this.#waiting.shift();
    if (this.#current !== undefined) this.#supervisor.send(this.#current.request);
  }

  #received(message: SynthesisMessage): void {
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        this.#everReady = true;
        this.#resolveAvailability({ available: true, languages: message.languages });
        break;
      case 'missing':
        this.#giveUp(message.reason);
        return;
      case 'speech':
      case 'failed':
        this.#answered(message);
        break;
    }
    this.#next();
  }

  #answered(message: SynthesisMessage & { readonly type: 'speech' | 'failed' }): void {
    const job = this.#current;
    if (job?.request.id !== message.id) return;
    this.#current = undefined;
    this.#supervisor.settled();
    if (message.type === 'failed') {
      this.#fail(job, message.reason);
      return;
    }
    job.release();
    job.resolve(message.samples ?? new Int16Array(0));
  }

  #giveUp(reason: string): void {
    this.#resolveAvailability({ available: false, reason });
    void this.close();
  }

  #wentDown(reason: string): void {
    if (!this.#everReady) {
      this.#failedStarts += 1;
      if (this.#failedStarts >= mostFailedStarts) this.#giveUp(reason);
      return;
    }
    this.#options.log.warn({ part: this.#options.part, reason }, 'synthesiser ended, starting it again');
    this.#ready = false;
    const job = this.#current;
    this.#current = undefined;
    if (job !== undefined) this.#fail(job, reason);
  }

  #timedOut(job: Job): void {
    const hangs = this.#current === job;
    this.#abandon(job, 'no answer in time');
    if (hangs) this.#supervisor.kill();
  }

  /** The answer of a sentence already being made is dropped when it comes. */
  #abandon(job: Job, reason: string): void {
    const index = this.#waiting.indexOf(job);
    if (index >= 0) this.#waiting.splice(index, 1);
    this.#fail(job, reason);
  }

  #fail(job: Job, reason: string): void {
    job.release();
    job.reject(new UndertoneError('ENGINE_FAILED', `${this.#options.part}: ${reason}`));
  }
}
