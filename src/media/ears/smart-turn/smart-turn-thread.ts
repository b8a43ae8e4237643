import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Samples } from '../../../core/audio.js';
import type { Cancel, Clock } from '../../../core/clock.js';
import { UndertoneError } from '../../../core/errors.js';
import type { Log } from '../../../core/log.js';
import { BatchGate } from '../../worker/batch-gate.js';
import { type Judgement, JudgementQueue } from './judgement-queue.js';
import type { FromTurnThread, ToTurnThread, TurnThreadBirth } from './turn-message.js';

/** An answer after so long is of no use: most turns are over by then. */
const lateMs = 800;
/** A thread that ends is replaced after this pause; until then turns are judged without the model. */
const restartMs = 1000;
/** A thread that has not ended by itself after so long is ended by force. */
const stopMs = 2000;

export interface SmartTurnThreadOptions {
  /** An ONNX file with the input and output of Smart Turn v3. */
  readonly file: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** The turn model in a thread of its own, shared by all calls. Whatever becomes of it, calls go on without its answers. */
export class SmartTurnThread {
  readonly #options: SmartTurnThreadOptions;
  readonly #gate = new BatchGate();
  readonly #queue = new JudgementQueue();
  #worker: Worker | undefined;
  #cancelRestart: Cancel = () => {};
  #closed = false;

  /** Resolves when the model is loaded. @throws UndertoneError MODEL_MISSING, MODEL_MISMATCH */
  static async start(options: SmartTurnThreadOptions): Promise<SmartTurnThread> {
    const thread = new SmartTurnThread(options);
    await thread.#start();
    return thread;
  }

  private constructor(options: SmartTurnThreadOptions) {
    this.#options = options;
    process.once('exit', this.#shutGate);
  }

  /**
   * Probability that the caller has finished, from the turn so far at any rate; undefined when there is no answer within
   * 800 ms, or too many turns wait. Never rejects.
   */
  judge(turn: Samples, rateHz: number): Promise<number | undefined> {
    if (this.#worker === undefined) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const judgement: Judgement = {
        turn,
        rateHz,
        answer: (finished) => {
          cancelLate();
          resolve(finished);
        },
      };
      const cancelLate = this.#options.clock.setTimer(lateMs, () => this.#queue.drop(judgement), { background: true });
      this.#queue.add(judgement);
      this.#send();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRestart();
    process.off('exit', this.#shutGate);
    const worker = this.#worker;
    if (worker === undefined) return;
    const exited = once(worker, 'exit');
    const cancel = this.#options.clock.setTimer(stopMs, () => {
      this.#shutGate();
      void worker.terminate();
    });
    this.#tell(worker, { type: 'stop' });
    await exited;
    cancel();
  }

  readonly #shutGate = () => this.#gate.shut();

  async #start(): Promise<void> {
    const birth: TurnThreadBirth = { file: this.#options.file, gate: this.#gate.shared };
    const worker = new Worker(new URL('./turn-thread.js', import.meta.url), { workerData: birth, name: 'smart-turn' });
    await loaded(worker);
    worker.on('message', (message: FromTurnThread) => {
      if (message.type === 'judged') this.#judged(message.finished);
    });
    worker.on('error', (error) => this.#options.log.error({ err: error }, 'the turn model broke'));
    worker.on('exit', () => this.#lost());
    this.#worker = worker;
  }

  #send(): void {
    const next = this.#worker && this.#queue.next();
    if (next !== undefined) this.#tell(this.#worker!, { type: 'judge', turn: next.turn, rateHz: next.rateHz });
  }

  #tell(worker: Worker, message: ToTurnThread): void {
    worker.postMessage(message);
  }

  #judged(finished: number | undefined): void {
    this.#queue.judged(finished);
    this.#send();
  }

  #lost(): void {
    this.#worker = undefined;
    this.#queue.dropAll();
    if (this.#closed) return;
    this.#options.log.error({}, 'the turn model ended; turns are judged without it until it is back');
    this.#restartLater();
  }

  #restartLater(): void {
    const restart = () => {
      this.#start()
        .then(() => (this.#closed ? this.close() : undefined))
        .catch((error: unknown) => {
          this.#options.log.error({ err: error }, 'the turn model cannot be started again');
          if (!this.#closed) this.#restartLater();
        });
    };
    this.#cancelRestart = this.#options.clock.setTimer(restartMs, restart, { background: true });
  }
}

/** Resolves when its model is loaded. @throws UndertoneError MODEL_MISSING, MODEL_MISMATCH */
function loaded(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const ended = (cause: unknown) =>
      reject(new UndertoneError('MODEL_MISMATCH', 'the thread of the turn model ended', {}, { cause }));
    worker.once('error', ended);
    worker.once('exit', ended);
    worker.once('message', (message: FromTurnThread) => {
      if (message.type === 'unusable') {
        reject(new UndertoneError(message.code, message.message));
        return;
      }
      worker.off('error', ended);
      worker.off('exit', ended);
      resolve();
    });
  });
}
