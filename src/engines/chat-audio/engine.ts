import type {
  Engine,
  EngineCapabilities,
  EngineHealth,
  EngineSession,
  EngineSessionOptions,
} from '../../agent/engine.js';
import { UndertoneError } from '../../core/errors.js';
import { OpenSessions } from '../sessions/open-sessions.js';
import { HttpEndpoint } from '../wire/http-endpoint.js';
import type { ExchangeLimits } from '../wire/http-exchange.js';
import type { ChatAudioDialect } from './dialect.js';
import { chatAudioDialects } from './dialects.js';
import { healthOf, serverLoad } from './health.js';
import { type ChatAudioLimits, type ChatAudioOptions, defaultChatAudioLimits } from './options.js';
import { SideWork } from './reading/side-work.js';
import { chatAudioRateHz } from './reply-run.js';
import { ChatAudioSession, type SessionServices } from './session.js';
import { TokenDecoder } from './token2wave/token-decoder.js';
import { readVoiceFile } from './token2wave/voice-file.js';

const defaultAudioTurns = 3;
/** Of the audio that is sent again: 12.5 tokens a second to Step-Audio 2, which are encoded anew each time. */
const maxHistoryAudioMs = 45_000;
const defaultSideRequests = 4;
const maxAnswerBytes = 64 * 1024 * 1024;

/**
 * An engine that is told the whole conversation with each request and answers in text and sound: Step-Audio 2 on StepFun's
 * vLLM fork or on vLLM-Omni, and clouds with the like (docs/adr/0100-chat-audio-family.md).
 */
export function createChatAudioEngine(options: ChatAudioOptions): Engine {
  return new ChatAudioEngine(options);
}

class ChatAudioEngine implements Engine {
  readonly name: string;
  readonly capabilities: EngineCapabilities;
  readonly #options: ChatAudioOptions;
  readonly #dialect: ChatAudioDialect;
  readonly #services: SessionServices;
  readonly #sessions: OpenSessions<ChatAudioSession>;
  #voice: Promise<Uint8Array> | undefined;

  constructor(options: ChatAudioOptions) {
    this.#options = options;
    this.name = options.name ?? options.dialect;
    this.#dialect = chatAudioDialects[options.dialect];
    this.capabilities = capabilitiesOf(this.#dialect, options);
    this.#sessions = new OpenSessions(this.name, this.capabilities);
    this.#services = this.#servicesOf(options);
  }

  async openSession(session: EngineSessionOptions): Promise<EngineSession> {
    this.#sessions.admit(session);
    const opened = new ChatAudioSession(this.#services, session, () => this.#sessions.delete(opened));
    this.#sessions.add(opened);
    try {
      await this.#ready();
    } catch (thrown) {
      await opened.close();
      throw thrown;
    }
    return opened;
  }

  async probe(signal: AbortSignal): Promise<EngineHealth> {
    const { clock, url, proxy, tap } = this.#options;
    const { endpoint, tokenDecoder } = this.#services;
    const { healthPath } = this.#dialect;
    const [server, decoder] = await Promise.all([
      healthPath === undefined ? endpoint.probe('/models', signal) : this.#root.probe(healthPath, signal),
      tokenDecoder?.probe(signal) ?? { up: true as const },
    ]);
    if (!server.up) return server;
    if (!decoder.up) return decoder;
    const metrics = new URL('/metrics', url).href;
    const load = healthPath === undefined ? undefined : await serverLoad({ clock, url: metrics, proxy, tap, signal });
    return healthOf(load, this.#sessions.health);
  }

  async close(): Promise<void> {
    await this.#sessions.close();
  }

  /** The voice can be read and the servers answer: a session that cannot speak is none. */
  async #ready(): Promise<void> {
    await this.#reference();
    const { connectMs } = this.#services.limits;
    const late = new AbortController();
    const cancel = this.#options.clock.setTimer(connectMs, () => late.abort(), { background: true });
    try {
      const health = await this.probe(late.signal);
      if (!health.up) throw health.error;
    } finally {
      cancel();
    }
  }

  /** Of the server, where its health page is. */
  get #root(): HttpEndpoint {
    return new HttpEndpoint({ ...this.#options, url: new URL('/', this.#options.url).href, limits: undefined });
  }

  /** Read once; read again when that failed. */
  async #reference(): Promise<Uint8Array> {
    const file = this.#options.tokenDecoder?.voiceFile;
    if (file === undefined) return new Uint8Array();
    this.#voice ??= readVoiceFile(file);
    try {
      return await this.#voice;
    } catch (thrown) {
      this.#voice = undefined;
      throw thrown;
    }
  }

  #servicesOf(options: ChatAudioOptions): SessionServices {
    const { clock, log, url, key, proxy, tap, tokenDecoder, model, voice, parameters = {} } = options;
    const limits = { ...defaultChatAudioLimits, ...options.limits };
    return {
      clock,
      log,
      dialect: this.#dialect,
      endpoint: new HttpEndpoint({ clock, url, key, proxy, tap, limits: wireLimits(limits) }),
      tokenDecoder:
        tokenDecoder &&
        new TokenDecoder({
          ...tokenDecoder,
          clock,
          proxy,
          tap,
          limits: wireLimits(limits),
          reference: () => this.#reference(),
        }),
      limits,
      model,
      voice,
      parameters,
      history: { audioTurns: options.audioTurns ?? defaultAudioTurns, audioMs: maxHistoryAudioMs },
      transcribes: options.transcribes ?? true,
      readsVoice: options.readsVoice ?? true,
      sideWork: new SideWork(options.sideRequests ?? defaultSideRequests),
    };
  }
}

/** The answer begins long before its first sound, or with it. */
function wireLimits({ connectMs, firstAudioMs, idleMs }: ChatAudioLimits): ExchangeLimits {
  return { connectMs, firstByteMs: firstAudioMs, idleMs, maxBytes: maxAnswerBytes };
}

function capabilitiesOf(dialect: ChatAudioDialect, options: ChatAudioOptions): EngineCapabilities {
  const { concurrentSessions, languages, readsVoice = true } = options;
  if (dialect.decoder === 'tts-content' && options.tokenDecoder === undefined) {
    throw new UndertoneError('CONFIG_BAD_VALUE', `${options.dialect} answers in tokens and needs a token decoder`);
  }
  return {
    turnDetection: 'controller',
    // Requests know nothing of each other.
    speculation: 'parallel',
    earlyGuesses: true,
    truncation: true,
    tools: dialect.tools,
    rephrases: true,
    paralinguistics: dialect.reads && readsVoice ? 'text' : 'none',
    languages: languages ?? dialect.languages,
    inputRateHz: dialect.inputRateHz,
    outputRateHz: chatAudioRateHz,
    ...(concurrentSessions === undefined ? {} : { concurrentSessions }),
  };
}
