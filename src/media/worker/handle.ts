import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../../core/clock.js';
import { UndertoneError } from '../../core/errors.js';
import type { MediaEvent, MediaStats } from '../media.js';
import { BatchGate } from './batch-gate.js';
import type { FromWorker, StreamSettings, ToWorker, WorkerBirth, WorkerSettings } from './protocol.js';

interface OpenStream {
  readonly onEvent: (event: MediaEvent) => void;
  opening: { resolve: (port: number) => void; reject: (error: unknown) => void } | undefined;
  closing: ((stats: MediaStats) => void) | undefined;
}

export interface WorkerListener {
  /** The thread ended by itself. */
  readonly onLost: (error: unknown) => void;
  /** A model that calls can do without could not be loaded. */
  readonly onModelMissing: (message: string) => void;
  /** One stream broke; the others go on. */
  readonly onStreamFailed: (error: unknown) => void;
}

const noStats: MediaStats = { packetsSent: 0, packetsReceived: 0, packetsLost: 0, packetsRefused: 0, jitterMs: 0 };

/** A media worker as the main thread holds it. When the thread ends by itself, its streams are lost and nobody else's. */
export class WorkerHandle {
  readonly #worker: Worker;
  readonly #gate: BatchGate;
  readonly #streams = new Map<number, OpenStream>();
  readonly #onStreamFailed: (error: unknown) => void;
  #alive = true;
  #stopping = false;

  private constructor(worker: Worker, gate: BatchGate, { onLost, onStreamFailed }: WorkerListener) {
    this.#worker = worker;
    this.#gate = gate;
    this.#onStreamFailed = onStreamFailed;
    const shut = () => gate.shut();
    process.once('exit', shut);
    let failure: unknown;
    worker.on('message', (message: FromWorker) => this.#take(message));
    worker.on('error', (error) => {
      failure = error;
    });
    worker.on('exit', (code) => {
      process.off('exit', shut);
      this.#lose();
      if (!this.#stopping) onLost(failure ?? new Error(`exit code ${code}`));
    });
  }

  /** Resolves when the worker serves. @throws UndertoneError MEDIA_WORKER */
  static start(settings: WorkerSettings, listener: WorkerListener): Promise<WorkerHandle> {
    const gate = new BatchGate();
    const birth: WorkerBirth = { settings, gate: gate.shared };
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: birth, name: 'media' });
    return new Promise((resolve, reject) => {
      const failed = (cause: unknown) =>
        reject(new UndertoneError('MEDIA_WORKER', 'a media worker cannot start', {}, { cause }));
      worker.once('error', failed);
      worker.once('exit', failed);
      worker.once('message', (message: FromWorker) => {
        if (message.type === 'ready' && message.missing !== undefined) listener.onModelMissing(message.missing);
        worker.off('error', failed);
        worker.off('exit', failed);
        resolve(new WorkerHandle(worker, gate, listener));
      });
    });
  }

  get load(): number {
    return this.#streams.size;
  }

  /** Opens a stream on `port` and says which port it got. @throws Error with the errno, UndertoneError MEDIA_WORKER */
  open(stream: number, port: number, settings: StreamSettings, onEvent: (event: MediaEvent) => void): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#streams.set(stream, { onEvent, opening: { resolve, reject }, closing: undefined });
      this.send({ type: 'open', stream, port, settings });
    });
  }

  send(message: ToWorker, transfer: readonly ArrayBuffer[] = []): void {
    if (this.#alive) this.#worker.postMessage(message, [...transfer]);
  }

  close(stream: number): Promise<MediaStats> {
    const open = this.#streams.get(stream);
    if (!open) return Promise.resolve(noStats);
    return new Promise((resolve) => {
      open.closing = resolve;
      this.send({ type: 'close', stream });
    });
  }

  /** Ends the thread; by force only when it does not end by itself in `withinMs`. */
  async stop(clock: Clock, withinMs: number): Promise<void> {
    this.#stopping = true;
    if (!this.#alive) return;
    const exited = once(this.#worker, 'exit');
    const cancel = clock.setTimer(withinMs, () => {
      this.#gate.shut();
      void this.#worker.terminate();
    });
    this.send({ type: 'stop' });
    await exited;
    cancel();
  }

  #take(message: FromWorker): void {
    switch (message.type) {
      case 'events':
        // Looked up each time: a listener may close streams.
        for (const { stream, event } of message.events) this.#deliver(stream, event);
        break;
      case 'opened':
        this.#opening(message.stream)?.resolve(message.port);
        break;
      case 'open-failed':
        this.#opening(message.stream)?.reject(
          new UndertoneError('MEDIA_PORTS', message.errno, { errno: message.errno }),
        );
        this.#streams.delete(message.stream);
        break;
      case 'closed': {
        const open = this.#streams.get(message.stream);
        this.#streams.delete(message.stream);
        open?.closing?.(message.stats);
        break;
      }
      case 'failed':
        this.#onStreamFailed(message.error);
        this.#loseStream(message.stream);
        break;
      case 'ready':
        break;
    }
  }

  #deliver(stream: number, event: MediaEvent): void {
    const open = this.#streams.get(stream);
    // How much of the last words was heard is still of use to somebody who closes right after stopPlay().
    if (open && (!open.closing || event.type === 'play-ended')) open.onEvent(event);
  }

  #opening(stream: number) {
    const open = this.#streams.get(stream);
    const opening = open?.opening;
    if (open) open.opening = undefined;
    return opening;
  }

  #lose(): void {
    this.#alive = false;
    for (const stream of this.#streams.keys()) this.#loseStream(stream);
  }

  #loseStream(stream: number): void {
    const open = this.#streams.get(stream);
    if (!open) return;
    this.#streams.delete(stream);
    const { opening, closing, onEvent } = open;
    if (opening) opening.reject(new UndertoneError('MEDIA_WORKER', 'the media worker ended'));
    else if (closing) closing(noStats);
    else if (!this.#stopping) onEvent({ type: 'lost' });
  }
}
