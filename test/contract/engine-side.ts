import { expect } from 'vitest';
import { ContextManager } from '#src/agent/context.js';
import type { Engine, EngineEvent, EngineSession, ReplyInput, ReplyRequest } from '#src/agent/engine.js';
import type { ToolCall, ToolDescription, ToolResult } from '#src/agent/tool.js';
import { durationMs, type Samples } from '#src/core/audio.js';
import type { Language } from '#src/core/language.js';

/** What the caller does; words are pushed as audio at the engine's input rate before the reply is asked for. */
export type Said = ReplyInput & { readonly samples?: Samples };

/** What a protocol server can be told to do wrong. */
export type Fault =
  /** The first audio comes half a second late. */
  | 'slow-first-audio'
  /** After some audio nothing more comes, and the connection stays open. */
  | 'stalled'
  /** After some audio the server ends its side of the connection. */
  | 'half-closed'
  /** In the middle of the reply come bytes that the wire does not allow. */
  | 'garbage'
  /** The audio has another rate than agreed, and says so where the wire can say it. */
  | 'wrong-rate'
  /** The reply goes on for ever. */
  | 'over-long'
  /** 429, or what the wire has instead. */
  | 'busy'
  /** 500, or what the wire has instead. */
  | 'broken'
  /** The session has lasted as long as the engine lets it: it is ended between two replies. */
  | 'expired';

export interface EngineSubject {
  readonly engine: Engine;
  readonly language: Language;
  readonly tools: readonly ToolDescription[];
  readonly answer: (call: ToolCall) => ToolResult;
  /** Answered in words, without a tool. */
  readonly plain: Said;
  /** One after the other; the last of them is answered with a read tool. */
  readonly read: readonly Said[];
  /** One after the other; the last of them leads to a tool that writes or acts on the call. */
  readonly effect: readonly Said[];
  /** Longest reply the engine was set up to let through, where the faults hold `over-long`. */
  readonly maxReplyMs?: number;
  /** A real engine: nothing holds it to the same words twice, to a call of a tool, or to an answer to silence. */
  readonly isLive?: boolean;
  /** Longest wait for an answer; 8 s when absent. */
  readonly answerMs?: number;
  /** The wire carries no words of what the engine says: its length is what tells one answer from another. */
  readonly wordless?: boolean;
  /** From here on the engine's server does this wrong; undefined for nothing. */
  readonly misbehave?: (fault: Fault | undefined) => void;
  /** Everything in words that the engine has been told of the newest session, where its server can tell. */
  readonly told?: () => string;
  close(): Promise<void>;
}

/** Longest wait for an engine to answer. */
export const answerMs = 8_000;
const style = {};

/** The Controller's side of a session: keeps what comes, answers tools. */
export class Side {
  readonly events: EngineEvent[] = [];
  readonly calls: ToolCall[] = [];
  session!: EngineSession;
  insideMethod = false;
  brokeReentrancy = false;
  answers = true;
  #lastId = 0;

  constructor(readonly subject: EngineSubject) {}

  static async open(subject: EngineSubject): Promise<Side> {
    const side = new Side(subject);
    side.session = await subject.engine.openSession({
      callId: 'contract',
      language: subject.language,
      persona: 'A test.',
      tools: subject.tools,
      context: new ContextManager(subject.language).snapshot(),
      onEvent: (event) => side.#take(event),
    });
    return side;
  }

  reply({ samples, ...input }: Said, speculative = false): number {
    this.#lastId += 1;
    const { language } = this.subject;
    const request: ReplyRequest = { replyId: this.#lastId, input, speculative, style, language };
    if (input.kind === 'speech') this.#speak(samples);
    this.#call(() => this.session.reply(request));
    return this.#lastId;
  }

  commit(replyId: number): void {
    this.#call(() => this.session.commit(replyId));
  }

  cancel(replyId: number): void {
    this.#call(() => this.session.cancel(replyId));
  }

  async complete(replyId: number): Promise<void> {
    const over = (): boolean => this.of(replyId).some(({ type }) => type === 'done' || type === 'failed');
    await expect.poll(over, { timeout: this.subject.answerMs ?? answerMs, interval: 10 }).toBe(true);
  }

  async play(inputs: readonly Said[]): Promise<number> {
    let replyId = 0;
    for (const input of inputs) {
      replyId = this.reply(input);
      await this.complete(replyId);
    }
    return replyId;
  }

  of(replyId: number): EngineEvent[] {
    return this.events.filter((event) => 'replyId' in event && event.replyId === replyId);
  }

  text(replyId: number): string {
    if (this.subject.wordless === true) return this.audioMs(replyId) === 0 ? '' : `${this.audioMs(replyId)} ms`;
    return this.of(replyId)
      .map((event) => (event.type === 'text' ? event.text : ''))
      .join('');
  }

  audioMs(replyId: number): number {
    const rateHz = this.subject.engine.capabilities.outputRateHz;
    return this.of(replyId)
      .map((event) => (event.type === 'audio' ? durationMs(event.samples.length, rateHz) : 0))
      .reduce((sum, each) => sum + each, 0);
  }

  /** Words come in the frames that media gives. */
  #speak(samples: Samples = new Int16Array(this.subject.engine.capabilities.inputRateHz / 2)): void {
    const frame = this.subject.engine.capabilities.inputRateHz / 50;
    this.#call(() => this.session.startTurn());
    for (let from = 0; from < samples.length; from += frame) {
      this.#call(() => this.session.pushAudio(samples.subarray(from, from + frame)));
    }
  }

  #take(event: EngineEvent): void {
    if (this.insideMethod) this.brokeReentrancy = true;
    this.events.push(event);
    if (event.type !== 'tool-call') return;
    this.calls.push(event.call);
    if (!this.answers) return;
    setImmediate(() =>
      this.#call(() => this.session.toolResult(event.replyId, event.call.toolCallId, this.subject.answer(event.call))),
    );
  }

  #call(method: () => void): void {
    this.insideMethod = true;
    method();
    this.insideMethod = false;
  }
}

export const pause = (durationInMs: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, durationInMs));
