import type {
  Engine,
  EngineCapabilities,
  EngineHealth,
  EngineSession,
  EngineSessionOptions,
} from '../../agent/engine.js';
import { UndertoneError } from '../../core/errors.js';
import { type OneShotModel, turnRateHz } from './model.js';
import { OneShotSession } from './session.js';

export interface OneShotEngineOptions {
  /** createHttpModel with a dialect, or createGlm4Voice. */
  readonly model: OneShotModel;
  /** Longest reply; default: a minute. */
  readonly maxReplyMs?: number;
}

const defaultMaxReplyMs = 60_000;
const outputRateHz = 24_000;

/** A model that answers one turn of one caller at a time: no memory, no tools, no instructions on how to speak. */
export function createOneShotEngine(options: OneShotEngineOptions): Engine {
  return new OneShotEngine(options);
}

class OneShotEngine implements Engine {
  readonly name: string;
  readonly capabilities: EngineCapabilities;
  readonly #options: OneShotEngineOptions;
  #session: OneShotSession | undefined;

  constructor(options: OneShotEngineOptions) {
    this.#options = options;
    this.name = options.model.name;
    this.capabilities = {
      turnDetection: 'controller',
      speculation: 'sequential',
      earlyGuesses: false,
      truncation: false,
      tools: false,
      paralinguistics: 'none',
      languages: options.model.languages,
      inputRateHz: turnRateHz,
      outputRateHz,
      concurrentSessions: 1,
    };
  }

  async openSession(options: EngineSessionOptions): Promise<EngineSession> {
    const { model, maxReplyMs = defaultMaxReplyMs } = this.#options;
    if (!model.languages.includes(options.language)) {
      throw new UndertoneError('ENGINE_UNAVAILABLE', `${model.name} does not speak ${options.language}`);
    }
    if (this.#session !== undefined) throw new UndertoneError('ENGINE_UNAVAILABLE', `${model.name} has one place`);
    const session = new OneShotSession({ ...options, model, outputRateHz, maxReplyMs }, () => {
      if (this.#session === session) this.#session = undefined;
    });
    this.#session = session;
    return session;
  }

  /** A server that takes one request at a time answers nobody else during a call: it is not asked then. */
  async probe(signal: AbortSignal): Promise<EngineHealth> {
    if (this.#session !== undefined) return { up: true, freeSessions: 0 };
    const health = await this.#options.model.probe(signal);
    return health.up ? { up: true, freeSessions: 1 } : health;
  }

  async close(): Promise<void> {
    await this.#session?.close();
  }
}
