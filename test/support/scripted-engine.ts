import type { ConversationContext } from '#src/agent/context-entry.js';
import type {
  Engine,
  EngineCapabilities,
  EngineEvent,
  EngineHealth,
  EngineSession,
  EngineSessionOptions,
  ReplyRequest,
} from '#src/agent/engine.js';
import type { ToolResult } from '#src/agent/tool.js';
import type { Clock } from '#src/core/clock.js';
import { type ErrorCode, UndertoneError } from '#src/core/errors.js';
import type { Language } from '#src/core/language.js';

/** What the engine answers to one request, `delayMs` after it. */
export interface ScriptedReply {
  readonly heard?: string;
  /** The language that the engine takes it for. */
  readonly heardIn?: Language;
  readonly text?: string;
  /** More of the text, by where its audio begins. */
  readonly words?: readonly { readonly text: string; readonly atMs: number }[];
  /** Audio: a tone of this length, in 100 ms chunks sent at once. */
  readonly audioMs?: number;
  /** Audio of the test's own, at the engine's rate, instead of a tone. */
  readonly audio?: Int16Array;
  readonly delayMs?: number;
  readonly tool?: { readonly name: string; readonly arguments?: Readonly<Record<string, unknown>> };
  /** What follows once the tool has answered. */
  readonly afterTool?: ScriptedReply;
  readonly expects?: number;
  /** The rest of it is told by the test. */
  readonly unfinished?: boolean;
  readonly fails?: ErrorCode;
}

/** An engine whose replies a test writes down: a real Engine, without a model. Records what it was asked. */
export class ScriptedEngine implements Engine {
  readonly name = 'scripted';
  readonly capabilities: EngineCapabilities;
  readonly asked: string[] = [];
  readonly requests: ReplyRequest[] = [];
  readonly sessions: ScriptedSession[] = [];
  /** What each session was told of the call. */
  readonly contexts: ConversationContext[] = [];
  /** Waited for by each session that opens; the first is 1. */
  opening: (nth: number) => Promise<void> = () => Promise.resolve();

  constructor(
    readonly clock: Clock,
    /** Asked for each request; gives the reply. */
    readonly script: (request: ReplyRequest, nth: number) => ScriptedReply,
    capabilities: Partial<EngineCapabilities> = {},
  ) {
    this.capabilities = {
      turnDetection: 'controller',
      speculation: 'sequential',
      earlyGuesses: true,
      truncation: true,
      tools: true,
      paralinguistics: 'none',
      languages: ['en'],
      inputRateHz: 8000,
      outputRateHz: 8000,
      ...capabilities,
    };
  }

  async openSession(options: EngineSessionOptions): Promise<ScriptedSession> {
    this.contexts.push(options.context);
    await this.opening(this.contexts.length);
    const session = new ScriptedSession(this, options.onEvent);
    this.sessions.push(session);
    return session;
  }

  async probe(): Promise<EngineHealth> {
    return { up: true };
  }

  async close(): Promise<void> {}
}

export class ScriptedSession implements EngineSession {
  readonly said: string[] = [];
  isClosed = false;
  pushedSamples = 0;
  #requests = 0;
  readonly #cancelled = new Set<number>();
  readonly #afterTool = new Map<number, ScriptedReply>();

  constructor(
    private readonly engine: ScriptedEngine,
    readonly emit: (event: EngineEvent) => void,
  ) {}

  startTurn(): void {
    this.engine.asked.push('startTurn');
  }

  pushAudio(samples: Int16Array): void {
    this.pushedSamples += samples.length;
  }

  reply(request: ReplyRequest): void {
    const { replyId, input, speculative } = request;
    const what = input.kind === 'dtmf' ? `dtmf ${input.digits}` : input.kind;
    this.engine.asked.push(`reply ${replyId} ${what}${speculative ? ' guess' : ''}`);
    this.engine.requests.push(request);
    this.#requests += 1;
    this.#play(replyId, this.engine.script(request, this.#requests));
  }

  commit(replyId: number): void {
    this.engine.asked.push(`commit ${replyId}`);
  }

  cancel(replyId: number): void {
    this.engine.asked.push(`cancel ${replyId}`);
    this.#cancelled.add(replyId);
  }

  truncate(replyId: number, playedMs: number, heardText: string): void {
    this.engine.asked.push(`truncate ${replyId} ${Math.round(playedMs)} ${heardText}`);
  }

  noteSaid(text: string): void {
    this.said.push(text);
  }

  toolResult(replyId: number, toolCallId: string, result: ToolResult): void {
    this.engine.asked.push(`result ${toolCallId} ${result.ok ? 'ok' : result.code}`);
    const reply = this.#afterTool.get(replyId);
    if (reply === undefined) return;
    this.#afterTool.delete(replyId);
    this.#play(replyId, reply);
  }

  languageChanged(language: Language): void {
    this.engine.asked.push(`language ${language}`);
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  /** The engine loses the session. */
  lose(): void {
    this.emit({ type: 'lost', error: new UndertoneError('ENGINE_UNAVAILABLE', 'scripted') });
  }

  #play(replyId: number, reply: ScriptedReply): void {
    this.engine.clock.setTimer(reply.delayMs ?? 0, () => {
      if (!this.#cancelled.has(replyId)) this.#emitReply(replyId, reply);
    });
  }

  #emitReply(replyId: number, reply: ScriptedReply): void {
    const { outputRateHz } = this.engine.capabilities;
    const { heard, heardIn: language, text, audioMs = 0, audio = tone(audioMs, outputRateHz), tool, expects } = reply;
    if (heard !== undefined)
      this.emit({ type: 'heard', replyId, text: heard, final: true, ...(language && { language }) });
    if (expects !== undefined) this.emit({ type: 'expects', replyId, digits: expects });
    if (reply.fails !== undefined) {
      this.emit({ type: 'failed', replyId, error: new UndertoneError(reply.fails, 'scripted') });
      return;
    }
    if (text !== undefined) this.emit({ type: 'text', replyId, text, atMs: 0 });
    for (const word of reply.words ?? []) this.emit({ type: 'text', replyId, ...word });
    const chunkSamples = outputRateHz / 10;
    for (let at = 0; at < audio.length; at += chunkSamples)
      this.emit({ type: 'audio', replyId, samples: audio.subarray(at, at + chunkSamples) });
    if (tool !== undefined) {
      const call = { toolCallId: `${tool.name}-${replyId}`, name: tool.name, arguments: tool.arguments ?? {} };
      if (reply.afterTool !== undefined) this.#afterTool.set(replyId, reply.afterTool);
      this.emit({ type: 'tool-call', replyId, call });
    }
    if (reply.afterTool === undefined && reply.unfinished !== true) this.emit({ type: 'done', replyId });
  }
}

/** A 400 Hz tone at 8 kHz, about -12 dBFS. */
export function tone(durationMs: number, rateHz = 8000): Int16Array {
  const samples = new Int16Array(Math.round((durationMs * rateHz) / 1000));
  for (let i = 0; i < samples.length; i++) samples[i] = Math.round(8000 * Math.sin((2 * Math.PI * 400 * i) / rateHz));
  return samples;
}
