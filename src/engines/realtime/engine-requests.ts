import type { ToolResult } from '../../agent/tool.js';
import { againText } from '../prompt/again.js';
import { keypadText } from '../prompt/keypad.js';
import {
  assistantTextEvent,
  callerTextEvent,
  deleteItemEvent,
  historyEvents,
  toolResultEvent,
} from './client-events.js';
import type { RealtimeDialect, TurnMode } from './dialect.js';
import type { RealtimeLink } from './link.js';
import type { Memory } from './memory.js';
import type { RealtimeReply } from './reply.js';
import type { Responses } from './responses.js';
import { type ClientEvent, instructionsEvent, type SessionConfig } from './session-config.js';
import { type Cut, outputText, truncationEvents } from './telling.js';
import type { Transcripts } from './transcripts.js';
import type { TurnAudio } from './turn-audio.js';

export interface EngineRequestsOptions {
  readonly dialect: RealtimeDialect;
  readonly turns: TurnMode;
  readonly memory: Memory;
  readonly audio: TurnAudio;
  readonly responses: Responses;
  readonly transcripts: Transcripts;
  readonly config: (instructions: string) => SessionConfig;
  readonly send: (event: ClientEvent) => void;
}

/** What the engine is asked and told, in the way its dialect has. */
export class EngineRequests {
  readonly #options: EngineRequestsOptions;
  /** What the engine was told last. */
  #instructions = '';
  /** The engine has taken the caller's turn for over. */
  #turnIsOver = false;
  #items = 0;

  constructor(options: EngineRequestsOptions) {
    this.#options = options;
  }

  /** A new session, which is told what it is and what was said. */
  linked({ instructions }: RealtimeLink): void {
    const { dialect, memory, send } = this.#options;
    this.#instructions = instructions;
    memory.opensSession();
    this.#instruct(memory.instructions());
    for (const event of historyEvents(dialect, memory.messages, () => this.#nextItemId())) send(event);
  }

  /** By the engine's own detection. */
  turnIsOver(isOver: boolean): void {
    this.#turnIsOver = isOver;
  }

  /** False when the engine takes nothing of the kind. */
  answer(reply: RealtimeReply): boolean {
    const { input, language, instruction } = reply.request;
    if (input.kind === 'speech') this.#answerTurn(reply);
    else if (input.kind === 'open' || !this.#options.dialect.conversation.texts) return false;
    else if (input.kind === 'dtmf') this.#answerText(reply, keypadText(input.digits, language));
    else this.#answerText(reply, againText(input.text, instruction));
    return true;
  }

  /** Where the results of a reply's tools are there, and the engine has said all before them, it goes on. */
  goOn(reply: RealtimeReply): void {
    const results = reply.takeResults();
    if (results === undefined) return;
    for (const { callId, result } of results) this.#tellResult(reply, callId, result);
    if (this.#options.dialect.tools.goesOnByItself) this.#options.responses.expect(reply);
    else this.#respond(reply);
  }

  /** No call may stay without a result in the conversation, even of a reply that was cut. */
  leaveTools(reply: RealtimeReply): void {
    const message = 'the caller went on before this was known';
    const callIds = reply.takeUnanswered();
    // An engine that goes on by itself after a result would go on with what was cancelled.
    if (this.#options.dialect.tools.goesOnByItself) return;
    for (const callId of callIds) this.#tellResult(reply, callId, { ok: false, code: 'TOOL_FAILED', message });
  }

  /** The bot said something of its own. */
  said(text: string): void {
    const { dialect, memory, send } = this.#options;
    if (dialect.conversation.history === 'items') send(assistantTextEvent(dialect, this.#nextItemId(), text));
    else this.#instruct(memory.instructions());
  }

  truncated(cut: Cut): void {
    const { dialect, send } = this.#options;
    for (const event of truncationEvents(dialect, cut, () => this.#nextItemId())) send(event);
  }

  /** A guess has not happened. */
  undo(reply: RealtimeReply): void {
    this.forget(reply.callerItemId, ...reply.itemIds);
    if (reply.request.input.kind === 'speech') this.#options.audio.restore();
  }

  forget(...itemIds: readonly (string | undefined)[]): void {
    const { dialect, send } = this.#options;
    if (!dialect.conversation.deletes) return;
    for (const itemId of itemIds) if (itemId !== undefined) send(deleteItemEvent(itemId));
  }

  #answerTurn(reply: RealtimeReply): void {
    const { turns, audio, transcripts, responses, dialect } = this.#options;
    const { repliesByItself } = dialect.turns;
    const endedByEngine = turns === 'engine' && this.#turnIsOver;
    if (!endedByEngine) audio.commit();
    transcripts.asked(reply, endedByEngine);
    this.#turnIsOver = false;
    if (!reply.request.speculative) audio.end();
    const replies = repliesByItself === 'always' || (repliesByItself === 'after-its-turns' && endedByEngine);
    if (replies) responses.expect(reply);
    else this.#respond(reply);
  }

  #answerText(reply: RealtimeReply, text: string): void {
    const itemId = this.#nextItemId();
    reply.itemIds.push(itemId);
    reply.heard(text);
    this.#options.send(callerTextEvent(itemId, text));
    this.#respond(reply);
  }

  /** Asks for a response, in the words of the reply where they are others than the session's. */
  #respond(reply: RealtimeReply): void {
    const { memory, dialect, responses } = this.#options;
    const instructions = memory.instructions(reply.request);
    const isOther = instructions !== this.#instructions;
    const isItsOwn = isOther && dialect.conversation.responseInstructions;
    if (isOther && !isItsOwn) this.#instruct(instructions);
    responses.ask(reply, isItsOwn ? instructions : undefined);
  }

  #instruct(instructions: string): void {
    if (instructions === this.#instructions) return;
    this.#instructions = instructions;
    const { dialect, config, send } = this.#options;
    send(instructionsEvent(dialect, config(instructions)));
  }

  #tellResult(reply: RealtimeReply, callId: string | undefined, result: ToolResult): void {
    const itemId = this.#nextItemId();
    reply.itemIds.push(itemId);
    this.#options.send(toolResultEvent(this.#options.dialect, itemId, callId, outputText(result)));
  }

  #nextItemId(): string {
    this.#items += 1;
    return `undertone_${this.#items}`;
  }
}
