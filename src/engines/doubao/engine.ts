import { randomUUID } from 'node:crypto';
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
import { type DoubaoLimits, DoubaoSession, inputRateHz } from './session.js';
import { type DoubaoVoice, outputRateHz } from './start-session.js';

export interface DoubaoEngineOptions {
  readonly name: string;
  readonly url: string;
  readonly appId: string;
  readonly accessKey: string;
  readonly voice: DoubaoVoice;
  readonly languages: readonly Language[];
  /** Until the session is open. */
  readonly connectMs: number;
  readonly limits: DoubaoLimits;
  /** Compresses what is sent; what is received may be compressed in any case. */
  readonly gzip: boolean;
  readonly proxy?: string | undefined;
  readonly tap?: WireTap | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** Fixed values of the documentation ("ws连接详细信息"); the application key is the same for everybody. */
const resourceId = 'volc.speech.dialog';
const applicationKey = 'PlgvMymc7f3tQnJ6';
const maxMessageBytes = 4 * 1024 * 1024 + 1024;
/** Two seconds of PCM16 at 16 kHz. */
const maxBufferedBytes = 64_000;
/** A ping, so that a dead connection is noticed; the server's own is not documented. */
const heartbeatMs = 5_000;

/** Doubao's end-to-end dialogue over its binary protocol (docs/adr/0115-doubao-dialogue.md). */
export function createDoubaoEngine(options: DoubaoEngineOptions): Engine {
  return new DoubaoEngine(options);
}

class DoubaoEngine implements Engine {
  readonly name: string;
  readonly capabilities: EngineCapabilities;
  readonly #options: DoubaoEngineOptions;
  readonly #sessions: OpenSessions<DoubaoSession>;

  constructor(options: DoubaoEngineOptions) {
    this.name = options.name;
    this.#options = options;
    this.capabilities = {
      turnDetection: 'engine',
      speculation: 'none',
      earlyGuesses: false,
      truncation: true,
      tools: false,
      paralinguistics: 'none',
      languages: options.languages,
      inputRateHz,
      outputRateHz,
    };
    this.#sessions = new OpenSessions(this.name, this.capabilities);
  }

  async openSession(session: EngineSessionOptions): Promise<EngineSession> {
    this.#sessions.admit(session);
    const { voice, limits, gzip, clock, log } = this.#options;
    const opened: DoubaoSession = new DoubaoSession({ voice, limits, gzip, clock, log, session }, () =>
      this.#sessions.delete(opened),
    );
    this.#sessions.add(opened);
    try {
      await this.#connect(opened);
      return opened;
    } catch (thrown) {
      await opened.close();
      throw thrown;
    }
  }

  /** Any answer to a plain request tells that the server is there. */
  probe(signal: AbortSignal): Promise<EngineHealth> {
    const { clock, url, proxy } = this.#options;
    return new HttpEndpoint({ clock, url: url.replace(/^ws/, 'http'), proxy }).probe('', signal);
  }

  async close(): Promise<void> {
    await this.#sessions.close();
  }

  async #connect(opened: DoubaoSession): Promise<void> {
    const { clock, url, appId, accessKey, connectMs, proxy, tap } = this.#options;
    let settle: (error: UndertoneError | undefined) => void = () => {};
    const ended = new Promise<UndertoneError | undefined>((resolve) => {
      settle = resolve;
    });
    const connection = await openWebSocket({
      clock,
      url,
      headers: {
        'X-Api-App-ID': appId,
        'X-Api-Access-Key': accessKey,
        'X-Api-Resource-Id': resourceId,
        'X-Api-App-Key': applicationKey,
        'X-Api-Connect-Id': randomUUID(),
      },
      connectMs,
      heartbeatMs,
      idleMs: heartbeatMs * 3,
      maxMessageBytes,
      maxBufferedBytes,
      proxy,
      tap,
      secrets: [accessKey],
      onMessage: (data) => opened.received(data),
      onClosed: (error) => {
        opened.closed(error);
        settle(error ?? new UndertoneError('ENGINE_UNAVAILABLE', 'the connection was closed'));
      },
    });
    opened.begin(connection);
    const cancel = clock.setTimer(
      connectMs,
      () => settle(new UndertoneError('ENGINE_TIMEOUT', 'the engine did not open the session in time')),
      { background: true },
    );
    const failure = await Promise.race([opened.ready.then(() => undefined), ended]);
    cancel();
    if (failure !== undefined) throw failure;
  }
}
