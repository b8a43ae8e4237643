import type {
  Engine,
  EngineCapabilities,
  EngineHealth,
  EngineSession,
  EngineSessionOptions,
} from '../../agent/engine.js';
import type { Voice } from '../../agent/voice.js';
import type { Clock } from '../../core/clock.js';
import { OpenSessions } from '../sessions/open-sessions.js';
import type { TextModel } from './model/text-model.js';
import type { CascadeRecogniser } from './recogniser/recogniser.js';
import { CascadeSession } from './session.js';
import type { ProbedVoice } from './voice/remote-voice.js';

export interface CascadeEngineOptions {
  readonly clock: Clock;
  /** For logs and `capabilities`' reader: which parts these are. */
  readonly name?: string;
  /** createTranscriptions, createSenseVoice or localEars. */
  readonly recogniser: CascadeRecogniser;
  /** createChatModel. */
  readonly model: TextModel;
  /** createRemoteVoice, or the local voice. */
  readonly voice: Voice | ProbedVoice;
  /** Longest reply; default: two minutes. */
  readonly maxReplyMs?: number;
  /** Conversations at a time; no limit of its own when absent. */
  readonly concurrentSessions?: number;
}

const defaultMaxReplyMs = 120_000;

/** A recogniser, a text model and a synthesiser as one engine. It speaks the languages that its ears and its voice share. */
export function createCascadeEngine(options: CascadeEngineOptions): Engine {
  return new CascadeEngine(options);
}

class CascadeEngine implements Engine {
  readonly name: string;
  readonly capabilities: EngineCapabilities;
  readonly #options: CascadeEngineOptions;
  readonly #sessions: OpenSessions<CascadeSession>;

  constructor(options: CascadeEngineOptions) {
    const { recogniser, model, voice, concurrentSessions, name = 'cascade' } = options;
    this.#options = options;
    this.name = name;
    this.capabilities = {
      turnDetection: 'controller',
      speculation: 'parallel',
      earlyGuesses: recogniser.earlyGuesses,
      truncation: true,
      tools: model.tools,
      rephrases: true,
      paralinguistics: recogniser.paralinguistics,
      languages: voice.languages.filter((language) => recogniser.languages.includes(language)),
      inputRateHz: recogniser.rateHz,
      outputRateHz: voice.rateHz,
      ...(concurrentSessions === undefined ? {} : { concurrentSessions }),
    };
    this.#sessions = new OpenSessions(name, this.capabilities);
  }

  async openSession(options: EngineSessionOptions): Promise<EngineSession> {
    this.#sessions.admit(options);
    const parts = { ...this.#options, maxReplyMs: this.#options.maxReplyMs ?? defaultMaxReplyMs };
    const session = new CascadeSession(parts, options, () => this.#sessions.delete(session));
    this.#sessions.add(session);
    return session;
  }

  /** As well as the least of its parts. */
  async probe(signal: AbortSignal): Promise<EngineHealth> {
    const { recogniser, model, voice } = this.#options;
    const parts = [recogniser, model, ...('probe' in voice ? [voice] : [])];
    const healths = await Promise.all(parts.map((part) => part.probe(signal)));
    const down = healths.find(({ up }) => !up);
    return down ?? this.#sessions.health;
  }

  async close(): Promise<void> {
    await this.#sessions.close();
  }
}
