import type { Clock } from '#src/core/clock.js';
import { defaultEarOptions } from '#src/media/ears/ear-options.js';
import { Ears } from '#src/media/ears/ears.js';
import type { VoiceModel } from '#src/media/ears/voice-model.js';
import type { MediaEvent, MediaPlane, MediaStream, MediaStreamOptions } from '#src/media/media.js';
import { PlaneStream } from '#src/media/plane-stream.js';
import type { ToWorker, WorkerSettings } from '#src/media/worker/protocol.js';
import { Stream } from '#src/media/worker/stream.js';

const settings: WorkerSettings = { ears: defaultEarOptions, jitterMs: 40, rtpTimeoutMs: 30_000 };
const port = 20_000;

/** Where a caller's packets seem to come from. */
export const callerAddress = { address: '192.0.2.1', port: 4000 };

/**
 * A media plane for one call without a thread and without a socket: what the worker holds for a call and what the main
 * thread holds of it are the product's own, only the ticks and the packets come by hand.
 */
export class VirtualMedia implements MediaPlane {
  readonly #clock: Clock;
  readonly #ears: Ears;
  readonly #send: (bytes: Buffer) => void;
  readonly #hopMs: number;
  readonly #events: MediaEvent[] = [];
  #stream: Stream | undefined;
  #onEvent: (event: MediaEvent) => void = () => {};

  /** @param hopMs what the worker tells takes so long to the main thread */
  constructor(clock: Clock, model: VoiceModel, send: (bytes: Buffer) => void, hopMs = 0) {
    this.#clock = clock;
    this.#ears = new Ears(model);
    this.#send = send;
    this.#hopMs = hopMs;
  }

  async open(options: MediaStreamOptions): Promise<MediaStream> {
    const { address, audioRateHz, audioWhen, ears, tap = false } = options;
    this.#onEvent = options.onEvent;
    const socket = { send: (bytes: Buffer) => this.#send(bytes), close: () => {} };
    const stream = new Stream(
      socket,
      { address, audioRateHz, audioWhen, ears, tap },
      settings,
      { ears: this.#ears, anger: undefined },
      (event) => this.#post(event, options.onEvent),
    );
    this.#stream = stream;
    const worker = {
      send: (message: ToWorker) => this.#command(stream, message),
      close: async () => {
        this.#stream = undefined;
        const stats = stream.close();
        // Another thread answers in a later turn of the event loop.
        await new Promise((resolve) => setImmediate(resolve));
        return stats;
      },
    };
    return new PlaneStream(worker, 1, address, port, () => {});
  }

  async close(): Promise<void> {
    await this.#ears.stop();
  }

  /** A packet of the caller arrives. */
  receive(bytes: Buffer): void {
    this.#stream?.receive(bytes, callerAddress.address, callerAddress.port, this.#clock.nowMs());
  }

  /** What a worker with more models would tell. */
  tells(event: MediaEvent): void {
    this.#onEvent(event);
  }

  /** One period of 20 ms, in the worker's order: send, take, listen. */
  async tick(): Promise<void> {
    const nowMs = this.#clock.nowMs();
    this.#stream?.send(nowMs, 0);
    this.#stream?.listen(nowMs);
    await this.#ears.listen();
  }

  #command(stream: Stream, message: ToWorker): void {
    if (message.type === 'open' || message.type === 'close' || message.type === 'stop') return;
    stream.command(message, this.#clock.nowMs());
  }

  /** Never from inside of what caused it, as from another thread. */
  #post(event: MediaEvent, onEvent: (event: MediaEvent) => void): void {
    if (this.#hopMs > 0) {
      this.#clock.setTimer(this.#hopMs, () => {
        // As WorkerHandle: of a stream being closed only the end of what was played is of interest.
        if (this.#stream !== undefined || event.type === 'play-ended') onEvent(event);
      });
      return;
    }
    this.#events.push(event);
    if (this.#events.length > 1) return;
    queueMicrotask(() => {
      for (const due of this.#events.splice(0)) onEvent(due);
    });
  }
}
