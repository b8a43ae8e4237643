import type { EngineEvent, EngineSession, EngineSessionOptions, ReplyRequest } from '../../agent/engine.js';
import type { ToolResult } from '../../agent/tool.js';
import type { Samples } from '../../core/audio.js';
import type { Clock } from '../../core/clock.js';
import { asUndertoneError, UndertoneError } from '../../core/errors.js';
import type { Log } from '../../core/log.js';
import { Outbox } from '../wire/outbox.js';
import type { WireTap } from '../wire/wire-tap.js';
import { appendCoding } from './append-coding.js';
import { errorOf, failureOf, reachOf } from './complaints.js';
import type { RealtimeDialect, TurnMode } from './dialect.js';
import { EngineRequests } from './engine-requests.js';
import { openLink, type RealtimeLink } from './link.js';
import { LinkKeeper } from './link-keeper.js';
import { Memory } from './memory.js';
import { RealtimeReply } from './reply.js';
import { replyOutput } from './reply-output.js';
import { Responses } from './responses.js';
import type { EngineComplaint, ServerEvent } from './server-events.js';
import type { ClientEvent, SessionConfig } from './session-config.js';
import { Transcripts } from './transcripts.js';
import { TurnAudio } from './turn-audio.js';

export interface RealtimeLimits {
  /** Until a session is configured. */
  readonly connectMs: number;
  /** From asking for a reply to the first of it. */
  readonly firstMs: number;
  /** Between two events of a reply. */
  readonly idleMs: number;
  /** Longest reply. */
  readonly maxReplyMs: number;
}

export interface RealtimeSessionOptions extends EngineSessionOptions {
  readonly dialect: RealtimeDialect;
  readonly clock: Clock;
  readonly log: Log;
  readonly url: string;
  readonly key: string;
  readonly model: string;
  readonly voice: string | undefined;
  readonly transcriptionModel: string | undefined;
  readonly turns: TurnMode;
  readonly limits: RealtimeLimits;
  readonly proxy: string | undefined;
  readonly tap: WireTap | undefined;
  readonly onRateLimit: (limit: Extract<ServerEvent, { type: 'rate-limit' }>) => void;
  readonly onClosed: (session: RealtimeSession) => void;
}

/** Replies that are over but may still be cut: the caller hears them later than they come. */
const maxRecent = 8;
const afterReplyMs = 1_000;

/** One call. Joins the wire (LinkKeeper) to the caller's turn, the engine's responses, and what it remembers. */
export class RealtimeSession implements EngineSession {
  readonly #options: RealtimeSessionOptions;
  readonly #outbox: Outbox<EngineEvent>;
  readonly #links: LinkKeeper;
  readonly #audio: TurnAudio;
  readonly #responses: Responses;
  readonly #memory: Memory;
  readonly #transcripts: Transcripts;
  readonly #requests: EngineRequests;
  readonly #replies = new Map<number, RealtimeReply>();
  #recent: RealtimeReply[] = [];
  /** At the latest the caller has heard the last reply, and has had a moment to cut it. */
  #heardUntilMs = 0;

  /** @throws UndertoneError ENGINE_UNAVAILABLE, ENGINE_TIMEOUT, ENGINE_REFUSED, ENGINE_PROTOCOL, ENGINE_FAILED */
  static async open(options: RealtimeSessionOptions): Promise<RealtimeSession> {
    const session = new RealtimeSession(options);
    await session.#links.start();
    return session;
  }

  private constructor(options: RealtimeSessionOptions) {
    const { dialect, clock, log, limits, turns } = options;
    this.#options = options;
    this.#outbox = new Outbox(options.onEvent);
    this.#memory = new Memory(options, dialect.conversation.history === 'instructions');
    this.#transcripts = new Transcripts(dialect.transcription.deltas, (event) => this.#outbox.put(event));
    this.#links = new LinkKeeper({
      clock,
      log,
      open: (handlers) =>
        openLink({ ...options, ...handlers, config: this.#config(this.#memory.openingInstructions), ...limits }),
      isBetweenReplies: () => this.#replies.size === 0,
      isQuiet: () => this.#isQuiet(),
      onLinked: (link) => this.#onLinked(link),
      onEvent: (event) => this.#onEvent(event),
      onLost: (error) => this.#onLost(error),
    });
    this.#audio = new TurnAudio({
      coding: appendCoding(dialect, options.passThrough),
      appendMs: dialect.audio.appendMs,
      clears: dialect.audio.clears,
      continuous: turns === 'engine',
      send: (event) => this.#send(event),
      sendAudio: (event) => this.#links.link?.sendAudio(event),
    });
    this.#responses = new Responses({
      clock,
      dialect,
      firstMs: limits.firstMs,
      idleMs: limits.idleMs,
      send: (event) => this.#send(event),
      onStalled: (reply, error) => this.#fail(reply, error),
    });
    this.#requests = new EngineRequests({
      dialect,
      turns,
      memory: this.#memory,
      audio: this.#audio,
      responses: this.#responses,
      transcripts: this.#transcripts,
      config: (instructions) => this.#config(instructions),
      send: (event) => this.#send(event),
    });
  }

  startTurn(): void {
    this.#requests.turnIsOver(false);
    this.#audio.begin();
  }

  pushAudio(samples: Samples): void {
    if (this.#options.passThrough === undefined) this.#audio.push(samples);
  }

  pushPayload(payload: Uint8Array): void {
    if (this.#options.passThrough !== undefined) this.#audio.push(payload);
  }

  reply(request: ReplyRequest): void {
    const emit = (event: EngineEvent): void => this.#outbox.put(event);
    const { dialect, passThrough: codec, limits, tools } = this.#options;
    const { replyId } = request;
    const output = { replyId, codec, maxMs: limits.maxReplyMs, outputRateHz: dialect.audio.outputRateHz, emit };
    const reply = new RealtimeReply({ request, tools, emit, output: replyOutput(output) });
    this.#replies.set(replyId, reply);
    this.#links.whenLinked(() => {
      if (reply.isOver || this.#requests.answer(reply)) return;
      this.#fail(reply, new UndertoneError('ENGINE_FAILED', 'the engine answers nothing but speech'));
    });
  }

  commit(replyId: number): void {
    const reply = this.#replies.get(replyId);
    if (reply === undefined || reply.isCommitted) return;
    this.#audio.end();
    reply.commit();
    if (reply.isComplete) this.#finish(reply);
  }

  cancel(replyId: number): void {
    const reply = this.#replies.get(replyId);
    if (reply === undefined) return;
    this.#outbox.discard((event) => 'replyId' in event && event.replyId === replyId);
    this.#drop(reply);
  }

  truncate(replyId: number, playedMs: number, heardText: string): void {
    this.#memory.truncate(replyId, heardText);
    const reply = this.#recent.find(({ id }) => id === replyId);
    if (reply !== undefined) this.#requests.truncated({ reply, playedMs, heardText });
  }

  noteSaid(text: string): void {
    this.#memory.noteSaid(text);
    this.#links.whenLinked(() => this.#requests.said(text));
  }

  toolResult(replyId: number, toolCallId: string, result: ToolResult): void {
    const reply = this.#replies.get(replyId);
    reply?.toolResult(toolCallId, result);
    if (reply !== undefined) this.#requests.goOn(reply);
  }

  async close(): Promise<void> {
    this.#outbox.close();
    this.#responses.reset();
    for (const reply of this.#replies.values()) reply.end();
    this.#replies.clear();
    this.#options.onClosed(this);
    await this.#links.close();
  }

  #onEvent(event: ServerEvent): void {
    const handle = this.#handlers[event.type] as (event: ServerEvent) => void;
    handle(event);
  }

  readonly #handlers: { readonly [T in ServerEvent['type']]: (event: Extract<ServerEvent, { type: T }>) => void } = {
    'session-created': () => {},
    'session-updated': () => {},
    'speech-started': () => this.#onSpeech(false),
    'speech-stopped': () => this.#onSpeech(true),
    committed: ({ itemId }) => {
      const reply = this.#transcripts.committed(itemId);
      if (reply?.isDropped === true && !reply.isCommitted) this.#requests.forget(itemId);
    },
    heard: (event) => this.#transcripts.heard(event),
    'response-created': ({ responseId }) => this.#responses.created(responseId),
    'output-item': (event) => {
      const reply = this.#responses.replyOf(event);
      if (reply !== undefined) reply.outputItem(event);
      else if (this.#responses.dropped?.isCommitted !== true) this.#requests.forget(event.itemId);
    },
    audio: (event) => this.#onReply(event, (reply) => reply.audio(event)),
    transcript: (event) => this.#onReply(event, (reply) => reply.transcript(event)),
    'tool-call': (event) => this.#onReply(event, (reply) => reply.toolCall(event)),
    'response-done': (event) => this.#onResponseDone(event),
    'rate-limit': (event) => this.#options.onRateLimit(event),
    error: ({ complaint }) => this.#onComplaint(complaint),
  };

  #onSpeech(isOver: boolean): void {
    if (this.#options.turns !== 'engine') return;
    this.#requests.turnIsOver(isOver);
    this.#outbox.put({ type: isOver ? 'speech-stopped' : 'speech-started' });
  }

  #onReply(event: { readonly responseId: string | undefined }, take: (reply: RealtimeReply) => void): void {
    const reply = this.#responses.outputOf(event);
    if (reply === undefined) return;
    try {
      take(reply);
    } catch (thrown) {
      this.#fail(reply, asUndertoneError(thrown));
    }
  }

  #onResponseDone(event: Extract<ServerEvent, { type: 'response-done' }>): void {
    const reply = this.#responses.done(event.responseId);
    if (reply === undefined) return;
    const failure = failureOf(event, reply.lengthMs);
    if (failure === undefined) this.#endStep(reply);
    else this.#fail(reply, failure);
  }

  #endStep(reply: RealtimeReply): void {
    try {
      if (!reply.responseDone()) this.#requests.goOn(reply);
      else if (reply.isCommitted) this.#finish(reply);
    } catch (thrown) {
      this.#fail(reply, asUndertoneError(thrown));
    }
  }

  #onComplaint(complaint: EngineComplaint): void {
    const { log } = this.#options;
    const error = errorOf(complaint);
    const facts = { code: error.code, complaint: complaint.code || complaint.kind, about: complaint.eventId };
    const reach = reachOf(complaint);
    log.debug(facts, 'the engine complains');
    if (reach === 'session') this.#onLost(error);
    const uncommitted = complaint.eventId?.startsWith('input_audio_buffer.commit') === true;
    const reply = uncommitted ? this.#transcripts.refused() : this.#responses.wanted;
    if (reach !== 'reply') return;
    if (reply === undefined) log.warn(facts, 'the engine complains about something that no reply is made of');
    else this.#fail(reply, error);
  }

  #fail(reply: RealtimeReply, error: UndertoneError): void {
    reply.fail(error);
    this.#drop(reply);
  }

  /** Stops it at the engine. A guess has then not happened; what counted, did. */
  #drop(reply: RealtimeReply): void {
    this.#replies.delete(reply.id);
    this.#responses.drop(reply);
    if (reply.isCommitted) {
      this.#requests.leaveTools(reply);
      reply.drop();
      this.#remember(reply);
    } else {
      reply.drop();
      this.#requests.undo(reply);
    }
  }

  #finish(reply: RealtimeReply): void {
    this.#replies.delete(reply.id);
    reply.end();
    this.#remember(reply);
  }

  #remember(reply: RealtimeReply): void {
    this.#memory.add(reply);
    this.#heardUntilMs = this.#options.clock.nowMs() + reply.lengthMs + afterReplyMs;
    this.#recent = [...this.#recent, reply].slice(-maxRecent);
  }

  #isQuiet(): boolean {
    const isHeard = this.#options.clock.nowMs() < this.#heardUntilMs;
    return this.#replies.size === 0 && !this.#audio.isOpen && this.#responses.isIdle && !isHeard;
  }

  #config(instructions: string): SessionConfig {
    const { model, voice, tools, turns, passThrough: codec, transcriptionModel } = this.#options;
    return { model, voice, instructions, tools, turns, codec, transcriptionModel };
  }

  #onLinked(link: RealtimeLink): void {
    this.#responses.reset();
    this.#transcripts.reset();
    // Items of another session are not there to be cut.
    this.#recent = [];
    this.#requests.linked(link);
    this.#audio.moved();
  }

  #onLost(error: UndertoneError): void {
    this.#outbox.put({ type: 'lost', error });
    this.#options.onClosed(this);
    this.#responses.reset();
    for (const reply of this.#replies.values()) reply.end();
    this.#replies.clear();
    void this.#links.close();
  }

  #send(event: ClientEvent): void {
    this.#links.link?.send(event);
  }
}
