import type { Socket } from 'node:net';
import { type Command, parseCommand } from './command.js';
import { FrameDecoder } from './frame.js';
import { FrameQueue } from './frame-queue.js';

/** Frames an application may leave unread before it is given up. */
const maxWaitingFrames = 100_000;
const maxUnreadBytes = 64_000_000;

/** One connected application: a drachtio-srf instance. */
export class Application {
  readonly routes = new Set<string>();
  authenticated = false;
  readonly #decoder = new FrameDecoder();
  readonly #queue: FrameQueue;
  #open = true;

  constructor(
    private readonly socket: Socket,
    private readonly events: {
      command(application: Application, command: Command): void;
      closed(application: Application): void;
    },
  ) {
    this.#queue = new FrameQueue((frames) => {
      if (this.#open) socket.write(frames, 'latin1');
    });
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.#read(bytes.toString('latin1')));
    socket.on('error', () => this.close());
    socket.on('close', () => this.close());
  }

  get open(): boolean {
    return this.#open;
  }

  /** Sends one payload; those of one `call` arrive in different turns of the application's event loop. */
  send(payload: string, call?: string): void {
    if (!this.#open) return;
    if (this.#queue.length >= maxWaitingFrames || this.socket.writableLength > maxUnreadBytes) {
      this.close();
      return;
    }
    this.#queue.push(call, payload);
  }

  /** Sends a last payload and closes. */
  dismiss(payload: string): void {
    this.#queue.push(undefined, payload);
    setImmediate(() => this.close());
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#queue.clear();
    this.socket.destroySoon();
    this.events.closed(this);
  }

  #read(chunk: string): void {
    let payloads: readonly string[];
    try {
      payloads = this.#decoder.push(chunk);
    } catch {
      this.close();
      return;
    }
    for (const payload of payloads) if (this.#open) this.events.command(this, parseCommand(payload));
  }
}
