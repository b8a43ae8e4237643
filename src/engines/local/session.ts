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
import type { Log } from '../../core/log.js';
import type { Dialogue } from './dialogue/dialogue-schema.js';
import { grammarOf, isBeginning } from './dialogue/grammar.js';
import { type DialogueState, initialState } from './dialogue/state.js';
import { abandoned, expectedDigits } from './dialogue/step.js';
import type { Heard, Recogniser, RecogniserTurn } from './recogniser/recogniser.js';
import { ReplyRun } from './reply-run.js';

export interface LocalSessionOptions extends EngineSessionOptions {
  readonly voice: Voice;
  readonly recognisers: ReadonlyMap<Language, Recogniser>;
  readonly dialogue: Dialogue;
  readonly clock: Clock;
  readonly log: Log;
  readonly today: () => string;
}

/** A reply to speech, for when the same turn is to be answered in another language. */
interface AnsweredTurn {
  /** As it was before the reply. */
  readonly state: DialogueState;
  readonly hear: (() => Promise<Heard>) | undefined;
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
  #answered: AnsweredTurn | undefined;
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
    // None but the language's own: forced on another language a recogniser hears what was not said.
    const recogniser = recognisers.get(language);
    let told = '';
    const onPartial = (heard: string): void => {
      const text = recogniser?.freeWords || isBeginning(heard, phrases, language) ? heard : '';
      if (text === told) return;
      told = text;
      this.#emit({ type: 'heard', text, final: false, language });
    };
    this.#turn = recogniser?.startTurn({ language, phrases, onPartial });
  }

  pushAudio(samples: Int16Array): void {
    this.#turn?.push(samples);
  }

  reply(request: ReplyRequest): void {
    const { input, replyId, speculative } = request;
    const turn = this.#answering(input);
    const state = this.#inLanguage(turn.state, request.language);
    if (input.kind === 'speech') this.#answered = turn;
    const run = new ReplyRun({
      ...this.#options,
      request,
      state,
      hear: turn.hear,
      emit: (event) => this.#emit(event),
      ended: () => this.#runs.delete(replyId),
      counts: (counted) => {
        if (counted.language !== state.language) this.#language = counted.language;
        this.#state = counted;
      },
    });
    this.#runs.set(replyId, run);
    // First: the recogniser is asked before its turn ends.
    run.start();
    if (!speculative) this.commit(replyId);
  }

  /** What a reply starts from. */
  #answering({ kind }: ReplyRequest['input']): AnsweredTurn {
    // The same turn again: what was made of it is taken back with its reply.
    if (kind === 'again' && this.#answered !== undefined) return this.#answered;
    const turn = this.#turn;
    if (turn === undefined) return { state: this.#stateNow, hear: undefined };
    let heard: Promise<Heard> | undefined;
    const hear = (): Promise<Heard> => {
      heard ??= turn.hear();
      return heard;
    };
    return { state: this.#stateNow, hear };
  }

  /** The Controller may have changed the language for this very turn. */
  #inLanguage(state: DialogueState, language: Language): DialogueState {
    return this.#options.dialogue.languages.includes(language) ? { ...state, language } : state;
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
