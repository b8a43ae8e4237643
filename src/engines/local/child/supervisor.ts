import type { Cancel, Clock } from '../../../core/clock.js';
import type { Channel, OpenChannel } from './channel.js';

const firstRestartMs = 100;
const slowestRestartMs = 10_000;

export interface SupervisorHandlers<In> {
  /** It was started, for the first time or again; not yet from inside the constructor. */
  up?(): void;
  message(message: In): void;
  /** It ended by itself and will be started again. */
  down(reason: string): void;
}

/** Keeps one channel open: starts it again when it ends, ever more slowly until `settled` says that it works. */
export class Supervisor<Out, In> {
  readonly #open: OpenChannel<Out, In>;
  readonly #clock: Clock;
  readonly #handlers: SupervisorHandlers<In>;
  #channel: Channel<Out> | undefined;
  #restartMs = firstRestartMs;
  #cancelRestart: Cancel | undefined;
  #closed: Promise<void> | undefined;
  #ended: () => void = () => {};

  constructor(open: OpenChannel<Out, In>, clock: Clock, handlers: SupervisorHandlers<In>) {
    this.#open = open;
    this.#clock = clock;
    this.#handlers = handlers;
    queueMicrotask(() => this.#start());
  }

  send(message: Out): void {
    this.#channel?.send(message);
  }

  /** It did its work: the next restart is quick again. */
  settled(): void {
    this.#restartMs = firstRestartMs;
  }

  /** Ends a channel that hangs; it is started again like one that crashed. */
  kill(): void {
    this.#channel?.kill();
  }

  /** Ends it for good; resolves when it has ended. */
  close(): Promise<void> {
    this.#cancelRestart?.();
    this.#closed ??= new Promise((resolve) => {
      if (this.#channel === undefined) resolve();
      else this.#ended = resolve;
    });
    this.#channel?.kill();
    return this.#closed;
  }

  #start(): void {
    if (this.#closed !== undefined) return;
    this.#channel = this.#open({
      message: (message) => this.#handlers.message(message),
      exit: (reason) => this.#wentDown(reason),
    });
    this.#handlers.up?.();
  }

  #wentDown(reason: string): void {
    this.#channel = undefined;
    if (this.#closed !== undefined) {
      this.#ended();
      return;
    }
    this.#cancelRestart = this.#clock.setTimer(this.#restartMs, () => this.#start(), { background: true });
    this.#restartMs = Math.min(this.#restartMs * 2, slowestRestartMs);
    this.#handlers.down(reason);
  }
}
