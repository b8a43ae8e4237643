import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

/** Received and not yet taken; more, and the engine is made to wait (TCP back-pressure). */
const maxQueuedBytes = 256 * 1024;

export interface ResponseWatcher {
  /** The connection stands and the request goes out on it. */
  started(): void;
  answered(status: number, headers: IncomingHttpHeaders): void;
  received(chunk: Uint8Array): void;
  /** The response is complete, or broke off with `error`. */
  ended(error: Error | undefined): void;
}

/**
 * One response as undici hands it over. Unlike `undici.request` it can be given up while the connection is still being
 * made, and says when that is done.
 */
export class HttpResponse implements Dispatcher.DispatchHandler {
  readonly #watcher: ResponseWatcher;
  #controller: Dispatcher.DispatchController | undefined;
  readonly #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #ended = false;
  #error: Error | undefined;
  #wake: () => void = () => {};

  constructor(watcher: ResponseWatcher) {
    this.#watcher = watcher;
  }

  /** Ends the exchange at once, whatever it has come to: the engine sees its connection close. */
  abort(reason: Error): void {
    if (this.#ended) return;
    this.#controller?.abort(reason);
    this.#finish(reason);
  }

  /** The next part of the body; undefined at its end. @throws what the response broke off with */
  async take(): Promise<Uint8Array | undefined> {
    for (;;) {
      const chunk = this.#queue.shift();
      if (chunk !== undefined) {
        this.#queuedBytes -= chunk.byteLength;
        if (this.#queuedBytes <= maxQueuedBytes && this.#controller?.paused === true) this.#controller.resume();
        return chunk;
      }
      if (this.#error !== undefined) throw this.#error;
      if (this.#ended) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#error !== undefined) controller.abort(this.#error);
    else this.#watcher.started();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    // 1xx are no answers yet (RFC 9110 section 15.2).
    if (status >= 200) this.#watcher.answered(status, headers);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    if (this.#ended) return;
    this.#watcher.received(chunk);
    this.#queue.push(chunk);
    this.#queuedBytes += chunk.byteLength;
    if (this.#queuedBytes > maxQueuedBytes) controller.pause();
    this.#wake();
  }

  onResponseEnd(): void {
    this.#finish(undefined);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#finish(error);
  }

  #finish(error: Error | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#watcher.ended(error);
    this.#wake();
  }
}
