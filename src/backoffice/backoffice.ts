import { isIPv6 } from 'node:net';
import { Worker } from 'node:worker_threads';
import { type Clock, systemClock } from '../core/clock.js';
import { UndertoneError } from '../core/errors.js';
import type { Log } from '../core/log.js';

/**
 * The demo carrier: a billing and policy API with made-up customers, on an embedded PostgreSQL. It lives in a thread of
 * its own, because compiling and initialising the database would hold the main thread for a quarter of a second at a
 * time (docs/adr/0053-back-office-in-a-thread.md); everybody reaches it over HTTP only.
 */
export interface BackOffice {
  /** e.g. `http://127.0.0.1:41234`; the API's document is at `/openapi.json`. */
  readonly url: string;
  close(): Promise<void>;
}

export interface BackOfficeOptions {
  /** Local address to listen on. */
  readonly address: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** A folder that keeps the data; memory only when absent. */
  readonly dataDir?: string | undefined;
  /** What "this month" is. */
  readonly clock: Clock;
  readonly log: Log;
}

export interface WorkerOptions {
  readonly address: string;
  readonly port: number;
  readonly dataDir: string | undefined;
  /** The injected wall time at start, and systemClock.nowMs() of that moment; the thread counts on from there. */
  readonly wallMs: number;
  readonly nowMs: number;
}

export type FromWorker =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'failure'; readonly message: string };

/** @throws UndertoneError BACK_OFFICE_FAILED when the database or the listener cannot be opened */
export async function startBackOffice(options: BackOfficeOptions): Promise<BackOffice> {
  const { address, port, dataDir, clock, log } = options;
  const workerData: WorkerOptions = { address, port, dataDir, wallMs: clock.wallMs(), nowMs: systemClock.nowMs() };
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const listeningPort = await new Promise<number>((resolve, reject) => {
    const fail = (cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : 'its thread ended';
      reject(new UndertoneError('BACK_OFFICE_FAILED', `the back office cannot start: ${reason}`, {}, { cause }));
    };
    worker.on('error', fail);
    worker.once('exit', fail);
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'listening') resolve(message.port);
      else log.warn({ reason: message.message }, 'back office: a request failed');
    });
  });
  let closing = false;
  worker.on('error', (error) => log.warn({ reason: error.message }, 'back office: its thread failed'));
  worker.once('exit', () => closing || log.warn({}, 'back office: its thread ended; tools that need it will fail'));
  return {
    url: `http://${isIPv6(address) ? `[${address}]` : address}:${listeningPort}`,
    close: async () => {
      closing = true;
      worker.postMessage('close');
      await exited;
    },
  };
}
