import type {
  Engine,
  EngineCapabilities,
  EngineHealth,
  EngineSession,
  EngineSessionOptions,
} from '../../agent/engine.js';
import { OpenSessions } from '../sessions/open-sessions.js';
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
  readonly #sessions: OpenSessions<OneShotSession>;

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
    this.#sessions = new OpenSessions(this.name, this.capabilities);
  }

  async openSession(options: EngineSessionOptions): Promise<EngineSession> {
    const { model, maxReplyMs = defaultMaxReplyMs } = this.#options;
    this.#sessions.admit(options);
    const session = new OneShotSession({ ...options, model, outputRateHz, maxReplyMs }, () =>
      this.#sessions.delete(session),
    );
    this.#sessions.add(session);
    return session;
  }

  /** A server that takes one request at a time answers nobody else during a call: it is not asked then. */
  async probe(signal: AbortSignal): Promise<EngineHealth> {
    if (this.#sessions.free === 0) return this.#sessions.health;
    const health = await this.#options.model.probe(signal);
    return health.up ? this.#sessions.health : health;
  }

  async close(): Promise<void> {
    await this.#sessions.close();
  }
}
