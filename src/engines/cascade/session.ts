import type { EngineEvent, EngineSession, EngineSessionOptions, ReplyRequest } from '../../agent/engine.js';
import type { ToolResult } from '../../agent/tool.js';
import type { Voice } from '../../agent/voice.js';
import type { Samples } from '../../core/audio.js';
import type { Clock } from '../../core/clock.js';
import type { Language } from '../../core/language.js';
import { ChatHistory } from '../history/chat-history.js';
import { instructionsText } from '../prompt/instructions.js';
import { Outbox } from '../wire/outbox.js';
import type { TextModel } from './model/text-model.js';
import type { CascadeRecogniser, CascadeTurn } from './recogniser/recogniser.js';
import { CascadeReply } from './reply.js';

export interface CascadeParts {
  readonly clock: Clock;
  readonly recogniser: CascadeRecogniser;
  readonly model: TextModel;
  readonly voice: Voice;
  readonly maxReplyMs: number;
}

/** One call through the three parts. None of them remembers anything: the conversation is kept here. */
export class CascadeSession implements EngineSession {
  readonly #parts: CascadeParts;
  readonly #options: EngineSessionOptions;
  readonly #onClosed: () => void;
  readonly #outbox: Outbox<EngineEvent>;
  readonly #history: ChatHistory;
  readonly #replies = new Map<number, CascadeReply>();
  #language: Language;
  #turn: CascadeTurn | undefined;

  constructor(parts: CascadeParts, options: EngineSessionOptions, onClosed: () => void) {
    this.#parts = parts;
    this.#options = options;
    this.#onClosed = onClosed;
    this.#outbox = new Outbox(options.onEvent);
    this.#history = new ChatHistory(options.context);
    this.#language = options.language;
  }

  startTurn(): void {
    this.#endTurn();
    let isOpen = true;
    const turn = this.#parts.recogniser.startTurn(this.#language, (text) => {
      if (isOpen) this.#outbox.put({ type: 'heard', text, final: false });
    });
    this.#turn = {
      push: (samples) => turn.push(samples),
      hear: (signal, onPartial) => turn.hear(signal, onPartial),
      end: () => {
        isOpen = false;
        turn.end();
      },
    };
  }

  pushAudio(samples: Samples): void {
    this.#turn?.push(samples);
  }

  reply(request: ReplyRequest): void {
    const { persona, context, tools } = this.#options;
    const { replyId, speculative, language, style, instruction } = request;
    this.#language = language;
    const reply = new CascadeReply({
      ...this.#parts,
      request,
      tools,
      history: this.#history,
      instructions: instructionsText({ persona, language, style, instruction, context }),
      hear: this.#turn?.hear,
      emit: (event) => this.#outbox.put(event),
      ended: () => this.#replies.delete(replyId),
    });
    this.#replies.set(replyId, reply);
    // First: the recogniser is asked before its turn ends.
    reply.start();
    if (!speculative) this.commit(replyId);
  }

  commit(replyId: number): void {
    const reply = this.#replies.get(replyId);
    if (reply === undefined) return;
    this.#endTurn();
    reply.commit();
  }

  cancel(replyId: number): void {
    this.#replies.get(replyId)?.cancel();
    this.#replies.delete(replyId);
    this.#outbox.discard((event) => 'replyId' in event && event.replyId === replyId);
  }

  truncate(replyId: number, _playedMs: number, heardText: string): void {
    this.#history.truncate(replyId, heardText);
  }

  languageChanged(language: Language): void {
    this.#language = language;
  }

  noteSaid(text: string): void {
    this.#history.noteSaid(text);
  }

  toolResult(replyId: number, toolCallId: string, result: ToolResult): void {
    this.#replies.get(replyId)?.toolResult(toolCallId, result);
  }

  async close(): Promise<void> {
    this.#outbox.close();
    this.#endTurn();
    for (const reply of this.#replies.values()) reply.abandon();
    this.#replies.clear();
    this.#onClosed();
  }

  #endTurn(): void {
    this.#turn?.end();
    this.#turn = undefined;
  }
}
