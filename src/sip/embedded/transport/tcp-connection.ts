import type { Socket } from 'node:net';
import type { Cancel, Clock } from '../../../core/clock.js';
import type { EmbeddedLimits } from '../limits.js';
import { StreamFramer } from '../message/stream-framer.js';
import type { Connection, SendFailed } from './transport.js';

export interface ConnectionEvents {
  message(text: string): void;
  /** The stream cannot be read on. `head` is the header section when there is one to answer. */
  broken(reason: string, head: string | undefined): void;
  closed(): void;
}

/** One SIP connection: framing, keep-alive, bounded writing, idle and stall limits. */
export class TcpConnection implements Connection {
  readonly #framer: StreamFramer;
  #open = true;
  #lastTrafficMs: number;
  #stopIdle: Cancel;
  #stopStall: Cancel | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly clock: Clock,
    private readonly limits: EmbeddedLimits,
    private readonly events: ConnectionEvents,
  ) {
    this.#framer = new StreamFramer(limits.maxMessageBytes);
    this.#lastTrafficMs = clock.nowMs();
    this.#stopIdle = this.#armIdle(limits.connectionIdleMs);
    socket.setNoDelay(true);
    socket.on('data', (bytes) => this.#read(bytes.toString('latin1')));
    socket.on('error', () => this.close());
    socket.on('end', () => this.close());
    socket.on('close', () => this.close());
    if (socket.connecting) {
      this.#stall();
      socket.once('connect', () => this.#progress());
    }
  }

  get open(): boolean {
    return this.#open;
  }

  send(text: string, failed: SendFailed): void {
    if (!this.#open) {
      failed(new Error('the connection is closed'));
      return;
    }
    if (this.socket.writableLength + text.length > this.limits.maxQueuedBytes) {
      this.close();
      failed(new Error('the peer does not read'));
      return;
    }
    this.#lastTrafficMs = this.clock.nowMs();
    this.socket.write(text, 'latin1', (error) => {
      if (error) failed(error);
    });
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#stopIdle();
    this.#progress();
    // Everything written is still flushed; then the socket goes, whatever the peer does.
    if (this.socket.connecting) this.socket.destroy();
    else this.socket.destroySoon();
    this.events.closed();
  }

  #read(chunk: string): void {
    if (!this.#open) return;
    this.#lastTrafficMs = this.clock.nowMs();
    try {
      for (const item of this.#framer.push(chunk)) {
        if (item.kind === 'message') this.events.message(item.text);
        else this.send('\r\n', () => {});
      }
    } catch (error) {
      const { message, details } = error as { message: string; details?: { head?: string } };
      this.events.broken(message, details?.head);
      this.close();
      return;
    }
    this.#progress();
    if (this.#framer.incomplete) this.#stall();
  }

  #stall(): void {
    this.#stopStall ??= this.clock.setTimer(this.limits.stalledMs, () => this.close(), { background: true });
  }

  #progress(): void {
    this.#stopStall?.();
    this.#stopStall = undefined;
  }

  #armIdle(delayMs: number): Cancel {
    return this.clock.setTimer(
      delayMs,
      () => {
        const idleMs = this.clock.nowMs() - this.#lastTrafficMs;
        if (idleMs >= this.limits.connectionIdleMs) this.close();
        else this.#stopIdle = this.#armIdle(this.limits.connectionIdleMs - idleMs);
      },
      { background: true },
    );
  }
}
