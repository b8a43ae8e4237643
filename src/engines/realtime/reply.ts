import type { EngineEvent, ReplyRequest } from '../../agent/engine.js';
import type { ToolCall, ToolDescription, ToolResult } from '../../agent/tool.js';
import { UndertoneError } from '../../core/errors.js';
import { ChatTurn } from '../history/chat-turn.js';
import type { ReplyOutput } from './reply-output.js';
import type { ServerEvent } from './server-events.js';

/** A model that calls tools again and again says nothing to the caller. */
const maxSteps = 8;
const maxCallsInStep = 16;

type Event<T extends ServerEvent['type']> = Extract<ServerEvent, { type: T }>;

/** A part of the reply's audio that is an item of the engine's conversation. */
export interface SpokenItem {
  readonly itemId: string;
  readonly contentIndex: number;
  readonly fromMs: number;
  untilMs: number;
}

interface Call extends ToolCall {
  /** The engine's own id; undefined where it gives none. */
  readonly callId: string | undefined;
  readonly json: string;
  result: ToolResult | undefined;
}

export interface ReplyOptions {
  readonly request: ReplyRequest;
  readonly tools: readonly ToolDescription[];
  readonly output: ReplyOutput;
  readonly emit: (event: EngineEvent) => void;
}

/** One reply: what has come of it, in one response of the engine's or several with tools between them. */
export class RealtimeReply {
  readonly request: ReplyRequest;
  readonly #options: ReplyOptions;
  #isCommitted: boolean;
  #isOver = false;
  #isDropped = false;
  /** All that came is told, and no result is owed. */
  #isComplete = false;
  #held: EngineEvent[] = [];
  #calls: Call[] = [];
  #callsMade = 0;
  #steps = 0;
  #textOfSteps = 0;
  /** A response of the engine's is under way, or was asked for. */
  #stepIsOpen = true;
  readonly #turn: { words: string; readonly answers: [text: string, calls: Call[]][] } = { words: '', answers: [] };
  readonly #names = new Map<string, string>();
  /** The caller's turn as an item of the engine's conversation, once the engine has told. */
  callerItemId: string | undefined;
  /** Items that are in the engine's conversation because of it, other than that. */
  readonly itemIds: string[] = [];
  readonly spoken: SpokenItem[] = [];

  constructor(options: ReplyOptions) {
    this.#options = options;
    this.request = options.request;
    this.#isCommitted = !options.request.speculative;
  }

  get id(): number {
    return this.request.replyId;
  }

  get isCommitted(): boolean {
    return this.#isCommitted;
  }

  /** Cancelled, failed, or done and committed: nothing more is told of it. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Cancelled or failed. */
  get isDropped(): boolean {
    return this.#isDropped;
  }

  get isComplete(): boolean {
    return this.#isComplete;
  }

  get lengthMs(): number {
    return this.#options.output.lengthMs;
  }

  commit(): void {
    this.#isCommitted = true;
    for (const event of this.#held.splice(0)) this.#tell(event);
  }

  /** What the caller said, in the engine's words. */
  heard(text: string): void {
    this.#turn.words = text;
  }

  outputItem({ itemId, name }: Event<'output-item'>): void {
    if (itemId === undefined) return;
    this.itemIds.push(itemId);
    if (name !== undefined) this.#names.set(itemId, name);
  }

  transcript({ text }: Event<'transcript'>): void {
    if (!this.#isOver) this.#options.output.text(text);
  }

  /** @throws UndertoneError ENGINE_PROTOCOL */
  audio({ base64, rateHz, itemId = '', contentIndex }: Event<'audio'>): void {
    if (this.#isOver) return;
    const fromMs = this.lengthMs;
    this.#options.output.audio(base64, rateHz);
    const last = this.spoken.at(-1);
    if (last?.itemId === itemId && last.contentIndex === contentIndex) last.untilMs = this.lengthMs;
    else this.spoken.push({ itemId, contentIndex, fromMs, untilMs: this.lengthMs });
  }

  /** @throws UndertoneError ENGINE_PROTOCOL when the arguments are no JSON object, or there are too many calls */
  toolCall({ itemId = '', callId, name = this.#names.get(itemId), arguments: json }: Event<'tool-call'>): void {
    if (this.#isOver) return;
    if (name === undefined || this.#calls.length >= maxCallsInStep) {
      throw new UndertoneError('ENGINE_PROTOCOL', 'the engine called a tool without a name, or too many');
    }
    this.#callsMade += 1;
    const toolCallId = `${this.id}-${this.#callsMade}`;
    const call: Call = { toolCallId, name, arguments: argumentsOf(json), callId, json, result: undefined };
    this.#calls.push(call);
    const event: EngineEvent = {
      type: 'tool-call',
      replyId: this.id,
      call: { toolCallId, name, arguments: call.arguments },
    };
    const effect = this.#options.tools.find((tool) => tool.name === name)?.effect ?? 'read';
    if (effect === 'read' || this.#isCommitted) this.#tell(event);
    else this.#held.push(event);
  }

  /** The engine's response is over. True when it was the last, and the reply is complete. */
  responseDone(): boolean {
    this.#steps += 1;
    this.#endStep();
    if (this.#calls.length > 0) {
      if (this.#steps < maxSteps) return false;
      throw new UndertoneError('ENGINE_FAILED', 'the engine goes on calling tools and says nothing');
    }
    this.#isComplete = true;
    this.#tell({ type: 'done', replyId: this.id });
    return true;
  }

  toolResult(toolCallId: string, result: ToolResult): void {
    const call = this.#calls.find((each) => each.toolCallId === toolCallId);
    if (call !== undefined) call.result ??= result;
  }

  /** The calls of a response that is over with their results, in order, once all are there; then a response follows. */
  takeResults(): readonly { readonly callId: string | undefined; readonly result: ToolResult }[] | undefined {
    if (this.#stepIsOpen || this.#calls.length === 0) return undefined;
    if (this.#calls.some(({ result }) => result === undefined)) return undefined;
    this.#stepIsOpen = true;
    return this.#calls.splice(0).map(({ callId, result }) => ({ callId, result: result! }));
  }

  /** Ids of calls that wait for a result. */
  takeUnanswered(): readonly (string | undefined)[] {
    return this.#calls.splice(0).map(({ callId }) => callId);
  }

  fail(error: UndertoneError): void {
    this.#tell({ type: 'failed', replyId: this.id, error });
    this.drop();
  }

  drop(): void {
    this.#isDropped = true;
    this.end();
  }

  /** Tells nothing more. */
  end(): void {
    if (this.#isOver) return;
    this.#endStep();
    this.#isOver = true;
    this.#options.output.close();
  }

  /** The turn in words, as another session has to be told of it. */
  turn(unheard: string): ChatTurn {
    const turn = new ChatTurn(this.id, this.#turn.words || unheard);
    for (const [text, calls] of this.#turn.answers) {
      turn.answered(
        text,
        calls.map(({ toolCallId, name, json }) => ({ toolCallId, name, arguments: json })),
      );
      for (const { toolCallId, result } of calls) if (result !== undefined) turn.toolResult(toolCallId, result);
    }
    return turn;
  }

  #endStep(): void {
    if (!this.#stepIsOpen) return;
    this.#stepIsOpen = false;
    const { allText } = this.#options.output;
    const text = allText.slice(this.#textOfSteps);
    this.#textOfSteps = allText.length;
    if (text !== '' || this.#calls.length > 0) this.#turn.answers.push([text, [...this.#calls]]);
  }

  #tell(event: EngineEvent): void {
    if (!this.#isOver) this.#options.emit(event);
  }
}

function argumentsOf(json: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json === '' ? '{}' : json);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw new UndertoneError('ENGINE_PROTOCOL', 'the engine called a tool with arguments that are no JSON object');
}
