import type { Clock } from '../../core/clock.js';
import { UndertoneError } from '../../core/errors.js';
import { openWebSocket, type WebSocketConnection } from '../wire/web-socket.js';
import type { WireTap } from '../wire/wire-tap.js';
import { errorOf, reachOf } from './complaints.js';
import type { RealtimeDialect } from './dialect.js';
import { parseServerEvent, type ServerEvent } from './server-events.js';
import { type ClientEvent, configureEvent, type SessionConfig } from './session-config.js';

/** A second of audio in an event is 64 kB; an echoed session with many tools is more. */
const maxMessageBytes = 4 * 1024 * 1024;
/** Ten seconds of audio in base64. */
const maxBufferedBytes = 1024 * 1024;
const heartbeatMs = 10_000;
const silentMs = 30_000;

export interface LinkOptions {
  readonly clock: Clock;
  readonly dialect: RealtimeDialect;
  /** In place of the dialect's. */
  readonly url: string;
  readonly key: string;
  readonly config: SessionConfig;
  /** Until the session is configured. */
  readonly connectMs: number;
  readonly proxy: string | undefined;
  readonly tap: WireTap | undefined;
  /** After the session was configured. An UndertoneError thrown here ends the link. */
  readonly onEvent: (event: ServerEvent) => void;
  /** Once, unless we closed it. `expired`: the engine does not keep sessions longer. */
  readonly onLost: (error: UndertoneError, expired: boolean) => void;
}

/** @throws UndertoneError ENGINE_UNAVAILABLE, ENGINE_TIMEOUT, ENGINE_REFUSED, ENGINE_PROTOCOL, ENGINE_FAILED */
export async function openLink(options: LinkOptions): Promise<RealtimeLink> {
  const link = new RealtimeLink(options);
  await link.open();
  return link;
}

/** One session of the engine's on one socket. */
export class RealtimeLink {
  readonly #options: LinkOptions;
  readonly #openedMs: number;
  #socket: WebSocketConnection | undefined;
  #limitMs: number | undefined;
  #isConfigured = false;
  #hasExpired = false;
  #events = 0;
  #settle: (error: UndertoneError | undefined) => void = () => {};

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#openedMs = options.clock.nowMs();
    this.#limitMs = options.dialect.sessionLimitMs;
  }

  /** When the engine ends the session, on the clock; undefined when it is not known. */
  get endsMs(): number | undefined {
    return this.#limitMs === undefined ? undefined : this.#openedMs + this.#limitMs;
  }

  /** Those it was opened with. */
  get instructions(): string {
    return this.#options.config.instructions;
  }

  async open(): Promise<void> {
    const { clock, dialect, connectMs } = this.#options;
    const configured = new Promise<void>((resolve, reject) => {
      this.#settle = (error) => (error === undefined ? resolve() : reject(error));
    });
    // It is awaited only once the socket stands.
    configured.catch(() => {});
    this.#socket = await this.#connect();
    const cancel = clock.setTimer(
      connectMs,
      () => this.#settle(new UndertoneError('ENGINE_TIMEOUT', 'the engine did not take the session in time')),
      { background: true },
    );
    if (!dialect.session.greets) this.#configure();
    try {
      await configured;
    } catch (thrown) {
      await this.#socket.close();
      throw thrown;
    } finally {
      cancel();
    }
  }

  send(event: ClientEvent): void {
    this.#socket?.send(this.#encode(event));
  }

  /** As send, for the caller's audio (WebSocketConnection.sendAudio). */
  sendAudio(event: ClientEvent): void {
    this.#socket?.sendAudio(this.#encode(event));
  }

  async close(): Promise<void> {
    await this.#socket?.close();
  }

  #connect(): Promise<WebSocketConnection> {
    const { clock, dialect, url, key, config, connectMs, proxy, tap } = this.#options;
    const target = new URL(url);
    if (dialect.model === 'query') target.searchParams.set('model', config.model);
    return openWebSocket({
      clock,
      url: target.href,
      headers: key === '' ? {} : { [dialect.auth.header]: `${dialect.auth.prefix}${key}` },
      connectMs,
      idleMs: silentMs,
      heartbeatMs,
      maxMessageBytes,
      maxBufferedBytes,
      proxy,
      tap,
      secrets: [key],
      onMessage: (data) => this.#onMessage(data),
      onClosed: (error) => this.#onClosed(error),
    });
  }

  #encode(event: ClientEvent): string {
    this.#events += 1;
    return JSON.stringify({ event_id: `${event.type}_${this.#events}`, ...event });
  }

  #configure(): void {
    this.send(configureEvent(this.#options.dialect, this.#options.config));
  }

  #onMessage(data: string | Uint8Array): void {
    const text = typeof data === 'string' ? data : Buffer.from(data).toString();
    for (const event of parseServerEvent(this.#options.dialect, text)) {
      if (event.type === 'session-created') this.#limit(event.expiresAtMs);
      if (event.type === 'error') this.#hasExpired ||= reachOf(event.complaint) === 'expired';
      if (this.#isConfigured) this.#options.onEvent(event);
      else this.#onOpening(event);
    }
  }

  #onOpening(event: ServerEvent): void {
    const { session } = this.#options.dialect;
    if (event.type === 'error') this.#settle(errorOf(event.complaint));
    else if (event.type === session.configured) {
      this.#isConfigured = true;
      this.#settle(undefined);
    } else if (event.type === 'session-created') this.#configure();
  }

  /** The engine may say an end that is earlier than the one that is known of it. */
  #limit(expiresAtMs: number | undefined): void {
    if (expiresAtMs === undefined) return;
    const toldMs = expiresAtMs - this.#options.clock.wallMs();
    if (toldMs > 0) this.#limitMs = Math.min(this.#limitMs ?? toldMs, toldMs);
  }

  #onClosed(error: UndertoneError | undefined): void {
    if (error === undefined) return;
    this.#settle(error);
    if (!this.#isConfigured) return;
    const isDue = this.endsMs !== undefined && this.#options.clock.nowMs() >= this.endsMs;
    this.#options.onLost(error, this.#hasExpired || isDue);
  }
}
