import type {
  Engine,
  EngineCapabilities,
  EngineHealth,
  EngineSession,
  EngineSessionOptions,
} from '../../agent/engine.js';
import type { Clock } from '../../core/clock.js';
import { UndertoneError } from '../../core/errors.js';
import type { Language } from '../../core/language.js';
import type { Log } from '../../core/log.js';
import { OpenSessions } from '../sessions/open-sessions.js';
import { HttpEndpoint } from '../wire/http-endpoint.js';
import { openWebSocket } from '../wire/web-socket.js';
import type { WireTap } from '../wire/wire-tap.js';
import type { DuplexDialect, DuplexEncoding } from './dialect.js';
import { hertzDialect } from './hertz-dialect.js';
import { moshiDialect } from './moshi-dialect.js';
import { DuplexSession } from './session.js';
import { tenDialect } from './ten-dialect.js';
import { createVapiCall } from './vapi-call.js';
import { vapiDialect } from './vapi-dialect.js';

export type DuplexDialectName = 'moshi' | 'hertz-dev' | 'ten' | 'vapi';

export interface DuplexEngineOptions {
  readonly name: string;
  readonly dialect: DuplexDialectName;
  /** `ws:` or `wss:`; of Vapi `https:`, where calls are created. */
  readonly url: string;
  /** Of Vapi. */
  readonly key?: string | undefined;
  /** Of Vapi. */
  readonly assistantId?: string | undefined;
  /** Of Vapi; default pcm_s16le. */
  readonly encoding?: DuplexEncoding | undefined;
  /** What the engine was set up for, where the model does not decide it. */
  readonly languages: readonly Language[];
  /** Calls at a time, where it is more or less than the engine's own. */
  readonly sessions?: number | undefined;
  /** Until the engine listens. */
  readonly connectMs: number;
  /** Longest silence of an engine that always has audio. */
  readonly idleMs: number;
  readonly proxy?: string | undefined;
  readonly tap?: WireTap | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** 30 s of the widest wire in one message. */
const maxMessageBytes = 4 * 1024 * 1024;
/** A ping, so that a dead connection is noticed. */
const heartbeatMs = 5_000;
/** Two seconds of PCM16 at 24 kHz. */
const maxBufferedBytes = 96_000;

/** Engines that listen and speak at the same time (docs/adr/0112-duplex-engines.md). */
export function createDuplexEngine(options: DuplexEngineOptions): Engine {
  return new DuplexEngine(options);
}

const dialects: Readonly<Record<DuplexDialectName, (encoding: DuplexEncoding) => DuplexDialect>> = {
  moshi: () => moshiDialect,
  'hertz-dev': () => hertzDialect,
  ten: () => tenDialect,
  vapi: vapiDialect,
};

class DuplexEngine implements Engine {
  readonly name: string;
  readonly capabilities: EngineCapabilities;
  readonly #options: DuplexEngineOptions;
  readonly #dialect: DuplexDialect;
  readonly #sessions: OpenSessions<DuplexSession>;

  constructor(options: DuplexEngineOptions) {
    this.name = options.name;
    this.#options = options;
    this.#dialect = dialects[options.dialect](options.encoding ?? 'pcm_s16le');
    const sessions = options.sessions ?? this.#dialect.sessions;
    this.capabilities = {
      turnDetection: 'duplex',
      speculation: 'none',
      earlyGuesses: false,
      truncation: false,
      tools: false,
      paralinguistics: 'none',
      languages: this.#dialect.languages ?? options.languages,
      inputRateHz: this.#dialect.inputRateHz,
      outputRateHz: this.#dialect.outputRateHz,
      ...(sessions === undefined ? {} : { concurrentSessions: sessions }),
    };
    this.#sessions = new OpenSessions(this.name, this.capabilities);
  }

  async openSession(session: EngineSessionOptions): Promise<EngineSession> {
    this.#sessions.admit(session);
    const { clock, log, idleMs } = this.#options;
    const opened: DuplexSession = new DuplexSession({ dialect: this.#dialect, clock, log, session, idleMs }, () =>
      this.#sessions.delete(opened),
    );
    this.#sessions.add(opened);
    try {
      await this.#connect(opened, session);
      return opened;
    } catch (thrown) {
      await opened.close();
      throw thrown;
    }
  }

  async probe(signal: AbortSignal): Promise<EngineHealth> {
    const { clock, url, key, proxy } = this.#options;
    if (this.#sessions.free === 0) return this.#sessions.health;
    // Any answer to a plain request tells that the server is there, without taking one of its places.
    const endpoint = new HttpEndpoint({ clock, url: url.replace(/^ws/, 'http'), key, proxy });
    const health = await endpoint.probe('', signal);
    return health.up ? this.#sessions.health : health;
  }

  async close(): Promise<void> {
    await this.#sessions.close();
  }

  async #connect(opened: DuplexSession, session: EngineSessionOptions): Promise<void> {
    const { clock, connectMs, proxy, tap, key = '' } = this.#options;
    let failure: UndertoneError | undefined;
    let signalClosed: () => void = () => {};
    const closed = new Promise<void>((resolve) => {
      signalClosed = resolve;
    });
    let isOpen = false;
    const connection = await openWebSocket({
      clock,
      url: await this.#locate(session),
      headers: {},
      connectMs,
      // An engine that is given nothing says nothing; its socket answers all the same.
      heartbeatMs,
      idleMs: heartbeatMs * 3,
      maxMessageBytes,
      maxBufferedBytes,
      proxy,
      tap,
      secrets: [key],
      onMessage: (data) => opened.received(data),
      onClosed: (error) => {
        failure = error;
        signalClosed();
        if (isOpen) opened.closed(error);
      },
    });
    opened.begin(connection);
    let isLate = false;
    const late = new Promise<void>((resolve) => {
      const cancel = clock.setTimer(
        connectMs,
        () => {
          isLate = true;
          resolve();
        },
        { background: true },
      );
      void Promise.race([opened.ready, closed]).then(cancel);
    });
    await Promise.race([opened.ready, closed, late]);
    if (failure !== undefined) throw refusal(failure);
    // A server with one place lets the next caller in, and wait (moshi/server.py holds a lock).
    if (isLate) throw new UndertoneError('ENGINE_UNAVAILABLE', `${this.name} does not listen: it is busy`);
    isOpen = true;
  }

  #locate(session: EngineSessionOptions): Promise<string> {
    const { url, clock, key = '', assistantId = '', encoding = 'pcm_s16le', connectMs, proxy, tap } = this.#options;
    if (!url.startsWith('http')) return Promise.resolve(url);
    return createVapiCall({ clock, url, key, assistantId, encoding, connectMs, proxy, tap }, session);
  }
}

/** A server that takes one client closes on the next (1008 of RFC 6455 section 7.4.1). */
function refusal(error: UndertoneError): UndertoneError {
  if (error.details.closeCode !== 1008) return error;
  return new UndertoneError('ENGINE_UNAVAILABLE', 'the engine is busy with another call', error.details);
}
