import type { IncomingMessage } from 'node:http';
import { HttpsProxyAgent } from 'https-proxy-agent';
import WebSocket from 'ws';
import type { Cancel, Clock } from '../../core/clock.js';
import { asUndertoneError, UndertoneError } from '../../core/errors.js';
import { nextConnectionNumber } from './connection-number.js';
import { errorOfStatus } from './http-errors.js';
import { headersWithoutSecrets, urlWithoutSecrets, withoutSecrets } from './secrets.js';
import { SendQueue } from './send-queue.js';
import { errorOfClose, errorOfSocket } from './web-socket-errors.js';
import type { WireEvent, WireTap } from './wire-tap.js';

/** A socket that takes nothing for this long is lost. */
const drainMs = 5_000;
/** Wait for the engine to finish the closing handshake (RFC 6455 section 7.1.1). */
const closeMs = 1_000;
/** Of the answer to a handshake that was refused. */
const maxExcerptBytes = 500;

export interface WebSocketOptions {
  readonly clock: Clock;
  /** `ws:` or `wss:`; certificates are verified. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly subprotocols?: readonly string[];
  /** Longest wait for the opening handshake. */
  readonly connectMs: number;
  /** Longest silence of the engine, pongs included; without it silence is no fault. */
  readonly idleMs?: number;
  /** A ping (RFC 6455 section 5.5.2) is sent this often; for an engine that may be silent. */
  readonly heartbeatMs?: number;
  readonly maxMessageBytes: number;
  /** Sent but not taken by the network; above it audio waits, and is dropped oldest first after a second. */
  readonly maxBufferedBytes: number;
  /** URL of an HTTP proxy, which is asked for a tunnel (CONNECT). */
  readonly proxy?: string | undefined;
  readonly tap?: WireTap | undefined;
  /** Never recorded or shown. */
  readonly secrets: readonly string[];
  /** An UndertoneError thrown here ends the connection with it. Not called before openWebSocket has resolved. */
  readonly onMessage: (data: string | Uint8Array) => void;
  /** Once, after the connection was open: undefined when we closed it. */
  readonly onClosed: (error: UndertoneError | undefined) => void;
}

export interface WebSocketConnection {
  /** Sends a text message (string) or a binary one, in order; ignored once it is closed. */
  send(data: string | Uint8Array): void;
  /** As send, for the caller's audio, which is dropped when it cannot be sent within a second. */
  sendAudio(data: string | Uint8Array): void;
  readonly bufferedBytes: number;
  /** Messages with audio that were dropped. */
  readonly droppedAudio: number;
  /** Resolves once the connection is gone; never waits longer than a second for the engine. */
  close(): Promise<void>;
}

/** @throws UndertoneError ENGINE_UNAVAILABLE, ENGINE_TIMEOUT, ENGINE_REFUSED, ENGINE_PROTOCOL, ENGINE_FAILED */
export async function openWebSocket(options: WebSocketOptions): Promise<WebSocketConnection> {
  const connection = new Connection(options);
  await connection.opened;
  return connection;
}

/** A WireEvent before it has the number of its connection. */
type Told = WireEvent extends infer E ? (E extends WireEvent ? Omit<E, 'connection'> : never) : never;

class Connection implements WebSocketConnection {
  readonly opened: Promise<void>;
  readonly #options: WebSocketOptions;
  readonly #number = nextConnectionNumber();
  readonly #socket: WebSocket;
  readonly #queue = new SendQueue();
  readonly #closed: Promise<void>;
  #resolveClosed: () => void = () => {};
  #settleOpening: (error: UndertoneError | undefined) => void = () => {};
  #isOpen = false;
  #isOver = false;
  #lastSignMs = 0;
  readonly #timers = new Set<Cancel>();
  #cancelDrain: Cancel | undefined;

  constructor(options: WebSocketOptions) {
    this.#options = options;
    this.#closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    this.opened = new Promise((resolve, reject) => {
      this.#settleOpening = (error) => (error === undefined ? resolve() : reject(error));
    });
    const { url, headers, subprotocols = [], proxy, maxMessageBytes, connectMs } = options;
    this.#socket = new WebSocket(url, [...subprotocols], {
      headers: { ...headers },
      maxPayload: maxMessageBytes,
      // Audio in base64 or Opus does not shrink, and every context costs 300 kB.
      perMessageDeflate: false,
      // What a message leads to in microtasks, such as the events of an Outbox, is done before the next one comes.
      allowSynchronousEvents: false,
      ...(proxy === undefined ? {} : { agent: new HttpsProxyAgent(proxy) }),
    });
    this.#tell({
      type: 'opened',
      method: 'GET',
      url: urlWithoutSecrets(url, options.secrets),
      headers: headersWithoutSecrets(headers, options.secrets),
    });
    this.#after(connectMs, () =>
      this.#end(new UndertoneError('ENGINE_TIMEOUT', 'the engine did not answer the handshake in time')),
    );
    this.#listen();
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount + this.#queue.bytes;
  }

  get droppedAudio(): number {
    return this.#queue.dropped;
  }

  send(data: string | Uint8Array): void {
    this.#put(data, false);
  }

  sendAudio(data: string | Uint8Array): void {
    this.#put(data, true);
  }

  close(): Promise<void> {
    this.#end(undefined);
    return this.#closed;
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on('upgrade', ({ statusCode = 0, headers }) => {
      this.#tell({
        type: 'answered',
        status: statusCode,
        headers: headersWithoutSecrets(headers, this.#options.secrets),
      });
    });
    socket.on('unexpected-response', (_request, response) => void this.#onRefused(response));
    socket.on('open', () => this.#onOpen());
    socket.on('message', (data, isBinary) => this.#onMessage(data as Buffer, isBinary));
    socket.on('ping', () => this.#onSign());
    socket.on('pong', () => this.#onSign());
    socket.on('error', (thrown) => this.#end(errorOfSocket(thrown, this.#isOpen)));
    socket.on('close', (code, reason) => {
      this.#end(errorOfClose(code, reason.toString(), this.#options.secrets));
      this.#resolveClosed();
    });
  }

  #onOpen(): void {
    if (this.#isOver) return;
    this.#isOpen = true;
    this.#cancelTimers();
    this.#onSign();
    this.#watchIdle();
    this.#beat();
    // Whoever opened it has its hands on it before the first message comes.
    this.#socket.pause();
    setImmediate(() => this.#socket.resume());
    this.#settleOpening(undefined);
  }

  /** The handshake was answered with something else than 101; its body says why. */
  async #onRefused(response: IncomingMessage): Promise<void> {
    const status = response.statusCode ?? 0;
    const { secrets, clock } = this.#options;
    this.#tell({ type: 'answered', status, headers: headersWithoutSecrets(response.headers, secrets) });
    let body = '';
    try {
      for await (const chunk of response) {
        body += chunk;
        if (body.length >= maxExcerptBytes) break;
      }
    } catch {
      // Its status is enough.
    }
    const excerpt = withoutSecrets(body.slice(0, maxExcerptBytes), secrets);
    this.#end(errorOfStatus(status, response.headers['retry-after'], excerpt, clock));
  }

  #onMessage(data: Buffer, isBinary: boolean): void {
    if (this.#isOver) return;
    this.#onSign();
    const message = isBinary ? new Uint8Array(data) : data.toString();
    this.#tellData('received', message);
    try {
      this.#options.onMessage(message);
    } catch (thrown) {
      this.#end(asUndertoneError(thrown));
    }
  }

  #onSign(): void {
    this.#lastSignMs = this.#options.clock.nowMs();
  }

  #watchIdle(): void {
    const { idleMs, clock } = this.#options;
    if (idleMs === undefined) return;
    const leftMs = this.#lastSignMs + idleMs - clock.nowMs();
    if (leftMs > 0) this.#after(leftMs, () => this.#watchIdle());
    // Read in one turn of the event loop, a message is told in the next.
    else setImmediate(() => setImmediate(() => this.#endIfSilent(idleMs)));
  }

  /** After a stall of this process the engine's signs are still to be read: timers come before them. */
  #endIfSilent(idleMs: number): void {
    if (this.#lastSignMs + idleMs > this.#options.clock.nowMs()) this.#watchIdle();
    else this.#end(new UndertoneError('ENGINE_TIMEOUT', `the engine has been silent for ${idleMs} ms`));
  }

  #beat(): void {
    const { heartbeatMs } = this.#options;
    if (heartbeatMs === undefined) return;
    this.#after(heartbeatMs, () => {
      this.#socket.ping();
      this.#beat();
    });
  }

  #put(data: string | Uint8Array, audio: boolean): void {
    if (!this.#isOpen || this.#isOver) return;
    if (this.#queue.isEmpty && this.#socket.bufferedAmount <= this.#options.maxBufferedBytes) this.#write(data);
    else this.#hold(data, audio);
  }

  #hold(data: string | Uint8Array, audio: boolean): void {
    const { maxBufferedBytes, clock } = this.#options;
    this.#queue.put(data, audio, clock.nowMs());
    if (this.#queue.bytes > maxBufferedBytes) {
      this.#end(new UndertoneError('ENGINE_TIMEOUT', 'the engine does not take what it is sent'));
    } else {
      this.#cancelDrain ??= this.#after(drainMs, () =>
        this.#end(new UndertoneError('ENGINE_TIMEOUT', `the engine has taken nothing for ${drainMs} ms`)),
      );
    }
  }

  #write(data: string | Uint8Array): void {
    this.#tellData('sent', data);
    this.#socket.send(data, () => this.#drain());
  }

  /** Something was taken. */
  #drain(): void {
    if (this.#queue.isEmpty || this.#isOver) return;
    while (this.#socket.bufferedAmount <= this.#options.maxBufferedBytes) {
      const next = this.#queue.take();
      if (next === undefined) break;
      this.#write(next);
    }
    if (this.#queue.isEmpty) {
      this.#cancelDrain?.();
      this.#cancelDrain = undefined;
    }
  }

  #end(error: UndertoneError | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelTimers();
    this.#tell({ type: 'closed', by: error === undefined ? 'us' : 'engine', reason: error?.message ?? '' });
    if (!this.#isOpen) {
      this.#socket.terminate();
      this.#settleOpening(error ?? new UndertoneError('ENGINE_UNAVAILABLE', 'given up'));
      return;
    }
    if (error === undefined) this.#socket.close(1000);
    else this.#socket.terminate();
    this.#after(closeMs, () => this.#socket.terminate());
    void this.#closed.then(() => this.#cancelTimers());
    this.#options.onClosed(error);
  }

  #after(delayMs: number, fire: () => void): Cancel {
    const disarm = this.#options.clock.setTimer(
      delayMs,
      () => {
        this.#timers.delete(cancel);
        fire();
      },
      { background: true },
    );
    const cancel = (): void => {
      this.#timers.delete(cancel);
      disarm();
    };
    this.#timers.add(cancel);
    return cancel;
  }

  #cancelTimers(): void {
    for (const cancel of this.#timers) cancel();
  }

  #tellData(direction: 'sent' | 'received', data: string | Uint8Array): void {
    const { tap, secrets } = this.#options;
    if (tap === undefined) return;
    this.#tell({ type: 'data', direction, data: typeof data === 'string' ? withoutSecrets(data, secrets) : data });
  }

  #tell(event: Told): void {
    this.#options.tap?.({ ...event, connection: this.#number } as WireEvent);
  }
}
