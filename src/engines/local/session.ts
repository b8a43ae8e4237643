import {
  type EngineEvent,
  type EngineSession,
  type EngineSessionOptions,
  type ReplyRequest,
  sessionOpening,
} from '../../agent/engine.js';
import type { ToolResult } from '../../agent/tool.js';
import type { Voice } from '../../agent/voice.js';
import type { Clock } from '../../core/clock.js';
import type { Language } from '../../core/language.js';
import type { Dialogue } from './dialogue/dialogue-schema.js';
import { grammarOf, isBeginning } from './dialogue/grammar.js';
import { type DialogueState, initialState } from './dialogue/state.js';
import { abandoned, expectedDigits } from './dialogue/step.js';
import type { Recogniser, RecogniserTurn } from './recogniser/recogniser.js';
import { ReplyRun } from './reply-run.js';

export interface LocalSessionOptions extends EngineSessionOptions {
  readonly voice: Voice;
  readonly recognisers: ReadonlyMap<Language, Recogniser>;
  readonly dialogue: Dialogue;
  readonly clock: Clock;
  readonly today: () => string;
}

/** One call. Holds the dialogue's state as far as it counts; what a guess makes of it stays in its ReplyRun. */
export class LocalSession implements EngineSession {
  readonly #options: LocalSessionOptions;
  readonly #onClosed: () => void;
  readonly #runs = new Map<number, ReplyRun>();
  #state: DialogueState;
  /** Spoken from here on: the last that the dialogue changed to, or was told. */
  #language: Language;
  #turn: RecogniserTurn | undefined;
  #closed = false;

  constructor(options: LocalSessionOptions, onClosed: () => void) {
    this.#options = options;
    this.#onClosed = onClosed;
    this.#state = initialState(options.language);
    this.#language = options.language;
    // The greeting may be answered by one key at once, before any reply.
    const digits = expectedDigits(options.dialogue, this.#state);
    options.clock.setTimer(0, () => this.#emit({ type: 'expects', replyId: sessionOpening, digits }), {
      background: true,
    });
  }

  startTurn(): void {
    this.#endTurn();
    const { recognisers, dialogue } = this.#options;
    const state = this.#stateNow;
    const { language } = state;
    const phrases = grammarOf(dialogue, state);
    let told = '';
    const tell = (heard: string): void => {
      const text = isBeginning(heard, phrases, language) ? heard : '';
      if (text === told) return;
      told = text;
      this.#emit({ type: 'heard', text, final: false, language });
    };
    // None but the language's own: forced on another language a recogniser hears what was not said.
    this.#turn = recognisers.get(language)?.startTurn({ language, phrases, onPartial: tell });
  }

  pushAudio(samples: Int16Array): void {
    this.#turn?.push(samples);
  }

  reply(request: ReplyRequest): void {
    const state = this.#stateNow;
    const run = new ReplyRun({
      ...this.#options,
      request,
      state,
      hear: this.#turn === undefined ? undefined : this.#turn.hear,
      emit: (event) => this.#emit(event),
      ended: () => this.#runs.delete(request.replyId),
      counts: (counted) => {
        if (counted.language !== state.language) this.#language = counted.language;
        this.#state = counted;
      },
    });
    this.#runs.set(request.replyId, run);
    // First: the recogniser is asked before its turn ends.
    run.start();
    if (!request.speculative) this.commit(request.replyId);
  }

  commit(replyId: number): void {
    // What was asked of the recogniser before is still answered.
    this.#endTurn();
    this.#runs.get(replyId)?.commit();
  }

  cancel(replyId: number): void {
    const run = this.#runs.get(replyId);
    if (run === undefined) return;
    this.#runs.delete(replyId);
    run.abort();
    if (run.committed) this.#state = abandoned(run.state);
  }

  /** What the dialogue waits for does not depend on how much of the question was heard. */
  truncate(): void {}

  languageChanged(language: Language): void {
    if (this.#options.dialogue.languages.includes(language)) this.#language = language;
  }

  /** The greeting is what "say that again" means when nothing else has been said. */
  noteSaid(text: string): void {
    if (this.#state.lastSaid.length > 0) return;
    const language = this.#language;
    this.#state = { ...this.#state, lastSaid: [{ type: 'say', text, language, style: {}, uninterruptible: false }] };
  }

  toolResult(replyId: number, toolCallId: string, result: ToolResult): void {
    this.#runs.get(replyId)?.toolResult(toolCallId, result);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#endTurn();
    for (const run of this.#runs.values()) run.abort();
    this.#runs.clear();
    this.#onClosed();
  }

  get #stateNow(): DialogueState {
    return { ...this.#state, language: this.#language };
  }

  #endTurn(): void {
    this.#turn?.end();
    this.#turn = undefined;
  }

  #emit(event: EngineEvent): void {
    if (!this.#closed) this.#options.onEvent(event);
  }
}
