import type { Cancel, Clock } from '../core/clock.js';
import { asUndertoneError, UndertoneError } from '../core/errors.js';
import type { Log } from '../core/log.js';
import { defaultEarOptions, type EarOptions } from './ears/ear-options.js';
import type { MediaPlane, MediaStream, MediaStreamOptions } from './media.js';
import { PlaneStream } from './plane-stream.js';
import { PortPool } from './port-pool.js';
import { WorkerHandle } from './worker/handle.js';
import type { WorkerSettings } from './worker/protocol.js';

export interface MediaPlaneOptions {
  /** Media threads. One holds more than 100 calls with the ears on. Default 1. */
  readonly workers?: number;
  /** First and last RTP port; even ones are used. Default: any that the system gives. */
  readonly portRange?: readonly [from: number, to: number];
  readonly clock: Clock;
  readonly log: Log;
  /** Differences from defaultEarOptions. */
  readonly vad?: Partial<EarOptions>;
  /** Delay kept against jitter, ms. Default 40. */
  readonly jitterMs?: number;
  /** Silence of the remote end (no packets at all) after which `rtp-timeout` is sent, ms; 0 never. Default 30,000. */
  readonly rtpTimeoutMs?: number;
}

/** Ports tried for one stream when others of this machine hold them. */
const maxBindAttempts = 16;
/** A worker that has not ended by itself after so long is ended by force. */
const stopMs = 2000;
/** A worker that ends is replaced after this pause, so that one that cannot live does not take the machine with it. */
const restartMs = 250;

/** @throws UndertoneError MEDIA_WORKER when no worker can start */
export async function startMediaPlane(options: MediaPlaneOptions): Promise<MediaPlane> {
  const plane = new WorkerPlane(options);
  await plane.start();
  return plane;
}

class WorkerPlane implements MediaPlane {
  readonly #options: MediaPlaneOptions;
  readonly #settings: WorkerSettings;
  readonly #ports: PortPool;
  readonly #workers = new Set<WorkerHandle>();
  readonly #restarts = new Set<Cancel>();
  #nextStream = 1;
  #closed = false;

  constructor(options: MediaPlaneOptions) {
    this.#options = options;
    this.#settings = {
      ears: { ...defaultEarOptions, ...options.vad },
      jitterMs: options.jitterMs ?? 40,
      rtpTimeoutMs: options.rtpTimeoutMs ?? 30_000,
    };
    this.#ports = new PortPool(options.portRange, Math.random());
  }

  async start(): Promise<void> {
    const count = this.#options.workers ?? 1;
    await Promise.all(Array.from({ length: count }, () => this.#startWorker()));
  }

  async open(options: MediaStreamOptions): Promise<MediaStream> {
    if (options.audioRateHz !== 0 && options.audioWhen === 'speech' && !options.ears) {
      throw new UndertoneError('BUG', "audioWhen 'speech' needs ears");
    }
    const { address, audioRateHz, audioWhen, ears, tap = false } = options;
    const settings = { address, audioRateHz, audioWhen, ears, tap };
    for (let attempt = 0; attempt < maxBindAttempts; attempt++) {
      const port = this.#ports.take();
      if (port === undefined) break;
      const worker = this.#leastLoaded();
      const id = this.#nextStream++;
      try {
        const bound = await worker.open(id, port, settings, options.onEvent);
        return new PlaneStream(worker, id, address, bound, () => this.#ports.give(port));
      } catch (error) {
        this.#ports.give(port);
        const { code, details } = asUndertoneError(error);
        if (code !== 'MEDIA_PORTS' || details.errno !== 'EADDRINUSE') throw error;
      }
    }
    throw new UndertoneError('MEDIA_PORTS', `no RTP port is free among ${this.#ports.size}`);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const cancel of this.#restarts) cancel();
    await Promise.all([...this.#workers].map((worker) => worker.stop(this.#options.clock, stopMs)));
  }

  #leastLoaded(): WorkerHandle {
    let least: WorkerHandle | undefined;
    for (const worker of this.#workers) if (!least || worker.load < least.load) least = worker;
    if (!least) throw new UndertoneError('MEDIA_WORKER', 'no media worker is running');
    return least;
  }

  async #startWorker(): Promise<void> {
    const { log, clock } = this.#options;
    const worker: WorkerHandle = await WorkerHandle.start(this.#settings, {
      onLost: (error) => {
        this.#workers.delete(worker);
        log.error({ err: error }, 'media worker ended; its calls are lost');
        this.#restartLater();
      },
      onModelMissing: (message) => log.warn({ message }, 'moods are known by words only'),
      onStreamFailed: (error) => log.error({ err: error }, 'media stream failed; its call is lost'),
    });
    if (this.#closed) await worker.stop(clock, stopMs);
    else this.#workers.add(worker);
  }

  #restartLater(): void {
    if (this.#closed) return;
    const cancel = this.#options.clock.setTimer(restartMs, () => {
      this.#restarts.delete(cancel);
      this.#startWorker().catch((error: unknown) => {
        this.#options.log.error({ err: error }, 'media worker cannot be restarted');
        this.#restartLater();
      });
    });
    this.#restarts.add(cancel);
  }
}
