import type {
  Engine,
  EngineCapabilities,
  EngineHealth,
  EngineSession,
  EngineSessionOptions,
  PassThroughCodec,
} from '../../agent/engine.js';
import type { Clock } from '../../core/clock.js';
import { UndertoneError } from '../../core/errors.js';
import type { Language } from '../../core/language.js';
import type { Log } from '../../core/log.js';
import { OpenSessions } from '../sessions/open-sessions.js';
import { HttpEndpoint } from '../wire/http-endpoint.js';
import { withOneRetry } from '../wire/retry.js';
import type { WireTap } from '../wire/wire-tap.js';
import type { RealtimeDialect, TurnMode } from './dialect.js';
import { type RealtimeDialectName, realtimeDialects } from './dialects.js';
import { RateLimits } from './rate-limits.js';
import { type RealtimeLimits, RealtimeSession } from './session.js';

export interface RealtimeEngineOptions {
  readonly dialect: RealtimeDialectName;
  readonly clock: Clock;
  readonly log: Log;
  readonly model: string;
  /** Empty where the server takes everybody. */
  readonly key: string;
  /** `ws:` or `wss:`; default: the vendor's. */
  readonly url?: string | undefined;
  readonly voice?: string | undefined;
  /** Model that transcribes the caller, where the engine lets it be chosen. */
  readonly transcriptionModel?: string | undefined;
  /** Who takes the turns; default: the Controller, where the engine lets it. */
  readonly turns?: TurnMode | undefined;
  /** Default: those of the dialect. */
  readonly languages?: readonly Language[] | undefined;
  readonly concurrentSessions?: number | undefined;
  /** In place of what is known of the engine. */
  readonly sessionLimitMs?: number | undefined;
  readonly limits?: Partial<RealtimeLimits> | undefined;
  readonly proxy?: string | undefined;
  readonly tap?: WireTap | undefined;
}

const defaultLimits: RealtimeLimits = { connectMs: 3_000, firstMs: 8_000, idleMs: 5_000, maxReplyMs: 120_000 };

/**
 * A speech engine behind a WebSocket of the realtime family: it hears the caller and speaks.
 * @throws UndertoneError CONFIG_BAD_VALUE when the engine does not take turns as asked
 */
export function createRealtimeEngine(options: RealtimeEngineOptions): Engine {
  const dialect = realtimeDialects[options.dialect];
  const turns = options.turns ?? dialect.turns.default;
  if (!dialect.turns.modes.includes(turns)) {
    throw new UndertoneError('CONFIG_BAD_VALUE', `${dialect.name} takes turns by: ${dialect.turns.modes.join(', ')}`);
  }
  return new RealtimeEngine(options, dialect, turns);
}

class RealtimeEngine implements Engine {
  readonly name: string;
  readonly capabilities: EngineCapabilities;
  readonly #options: RealtimeEngineOptions;
  readonly #dialect: RealtimeDialect;
  readonly #turns: TurnMode;
  readonly #url: string;
  readonly #limits: RateLimits;
  readonly #sessions: OpenSessions<RealtimeSession>;
  #opening = 0;

  constructor(options: RealtimeEngineOptions, dialect: RealtimeDialect, turns: TurnMode) {
    const { sessionLimitMs = dialect.sessionLimitMs } = options;
    this.name = dialect.name;
    this.#options = options;
    this.#dialect = sessionLimitMs === undefined ? dialect : { ...dialect, sessionLimitMs };
    this.#turns = turns;
    this.#url = options.url ?? dialect.url;
    this.#limits = new RateLimits(options.clock);
    this.capabilities = capabilitiesOf(options, this.#dialect, turns);
    this.#sessions = new OpenSessions(this.name, this.capabilities);
  }

  async openSession(session: EngineSessionOptions): Promise<EngineSession> {
    this.#admit(session);
    this.#opening += 1;
    try {
      const signal = new AbortController().signal;
      const opening = { clock: this.#options.clock, signal, mayRetry: () => true };
      const opened = await withOneRetry(() => this.#open(session), opening);
      this.#sessions.add(opened);
      return opened;
    } finally {
      this.#opening -= 1;
    }
  }

  /** Asks the HTTP API on the same host, which takes no session. */
  async probe(signal: AbortSignal): Promise<EngineHealth> {
    const { clock, proxy } = this.#options;
    const { path, needsKey } = this.#dialect.health;
    const { host, protocol } = new URL(this.#url);
    const url = `${protocol === 'wss:' ? 'https' : 'http'}://${host}`;
    const key = needsKey && this.#options.key !== '' ? this.#options.key : undefined;
    const health = await new HttpEndpoint({ clock, url, key, proxy }).probe(path, signal);
    const isThere = health.up || (!needsKey && isAnswer(health.error));
    if (!isThere) return health;
    const freeSessions = this.#freeSessions();
    return freeSessions === undefined ? { up: true } : { up: true, freeSessions };
  }

  async close(): Promise<void> {
    await this.#sessions.close();
  }

  #open(session: EngineSessionOptions): Promise<RealtimeSession> {
    const { clock, log, model, key, voice, transcriptionModel, limits, proxy, tap } = this.#options;
    return RealtimeSession.open({
      ...session,
      dialect: this.#dialect,
      clock,
      log,
      url: this.#url,
      key,
      model,
      voice,
      transcriptionModel,
      turns: this.#turns,
      limits: { ...defaultLimits, ...limits },
      proxy,
      tap,
      onRateLimit: (limit) => this.#limits.note(limit),
      onClosed: (closed) => this.#sessions.delete(closed),
    });
  }

  #admit(session: EngineSessionOptions): void {
    this.#sessions.admit(session);
    const { passThrough } = session;
    if (passThrough !== undefined && this.capabilities.passThrough?.includes(passThrough) !== true) {
      throw new UndertoneError('ENGINE_UNAVAILABLE', `the engine does not take ${passThrough}`);
    }
    const waitMs = this.#limits.waitMs();
    if (this.#freeSessions() === 0) {
      throw new UndertoneError('ENGINE_UNAVAILABLE', 'the engine has no free session', { retryAfterMs: waitMs });
    }
  }

  /** undefined where no limit is known. */
  #freeSessions(): number | undefined {
    if (this.#limits.waitMs() > 0) return 0;
    const { free } = this.#sessions;
    return free === undefined ? undefined : Math.max(0, free - this.#opening);
  }
}

/** Refused, but by somebody. */
const isAnswer = ({ code, details }: UndertoneError): boolean =>
  code === 'ENGINE_REFUSED' && details.status !== undefined;

function capabilitiesOf(
  { languages, concurrentSessions }: RealtimeEngineOptions,
  dialect: RealtimeDialect,
  turns: TurnMode,
): EngineCapabilities {
  const { audio, conversation, tools, sessionLimitMs } = dialect;
  // A guess that cannot be taken back has happened.
  const guesses = turns === 'controller' && conversation.deletes;
  return {
    turnDetection: turns,
    speculation: guesses ? 'sequential' : 'none',
    earlyGuesses: guesses,
    truncation: conversation.truncation !== 'none',
    tools: tools.shape !== 'none',
    rephrases: dialect.conversation.texts,
    paralinguistics: 'text',
    languages: languages ?? dialect.languages,
    inputRateHz: audio.inputRateHz,
    outputRateHz: audio.outputRateHz,
    passThrough: Object.keys(audio.g711) as PassThroughCodec[],
    ...(concurrentSessions === undefined ? {} : { concurrentSessions }),
    ...(sessionLimitMs === undefined ? {} : { sessionLimitMs }),
  };
}
