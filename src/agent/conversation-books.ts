import type { GuessAccount } from '../core/call-event.js';
import type { Language } from '../core/language.js';
import type { MoodLevel } from '../core/mood.js';
import { ContextManager } from './context.js';
import type { Effect, HistoryEntry } from './effect.js';
import type { EngineEvent } from './engine.js';
import type { EngineLoad } from './engine-load.js';
import { GuessLedger } from './guess-ledger.js';
import type { ToolDescription } from './tool.js';

type Of<U extends { readonly type: string }, T extends U['type']> = Extract<U, { readonly type: T }>;
type Entries<U extends { readonly type: string }> = {
  readonly [T in U['type']]?: (value: Of<U, T>, nowMs: number) => void;
};

const moodWords = { rising: 'upset', sustained: 'very upset' } as const;

/** What is written down of a conversation while it goes on: its context, its guesses, and its engine's load. Decides nothing. */
export class ConversationBooks {
  readonly context: ContextManager;
  readonly #ledger = new GuessLedger();
  #load: EngineLoad | undefined;
  readonly #tools: readonly ToolDescription[];
  /** Replies without audio yet: when they were asked for. */
  readonly #requestedMs = new Map<number, number>();
  readonly #guesses = new Set<number>();
  #level: MoodLevel = 'calm';

  constructor(language: Language, tools: readonly ToolDescription[]) {
    this.context = new ContextManager(language);
    this.#tools = tools;
  }

  /** Whose load is told of from here on. */
  engineChanged(load: EngineLoad): void {
    this.#load = load;
  }

  /** The engine of the reply is gone. */
  replyCut(id: number, nowMs: number): void {
    this.#discard(id, nowMs);
  }

  onEffect(effect: Effect, nowMs: number): void {
    const entry = this.#effects[effect.type] as ((effect: Effect, nowMs: number) => void) | undefined;
    entry?.(effect, nowMs);
  }

  onEngineEvent(event: EngineEvent, nowMs: number): void {
    const entry = this.#engineEvents[event.type] as ((event: EngineEvent, nowMs: number) => void) | undefined;
    entry?.(event, nowMs);
  }

  /** False when that was known already. */
  remember(entry: HistoryEntry): boolean {
    return this.context.add(entry);
  }

  get guesses(): GuessAccount {
    return this.#ledger.account;
  }

  close(nowMs: number): void {
    this.#ledger.close(nowMs);
  }

  readonly #effects: Entries<Effect> = {
    'request-reply': ({ id, input, speculative, insteadOf }, nowMs) => {
      this.#requestedMs.set(id, nowMs);
      this.context.replyRequested(id, input, speculative, insteadOf?.id);
      if (!speculative) return;
      this.#guesses.add(id);
      this.#ledger.started(id, nowMs);
    },
    'commit-reply': ({ id }, nowMs) => {
      this.context.replyCommitted(id);
      this.#ledger.committed(id, nowMs);
      this.#guessEnded(id, 'committed');
    },
    'discard-guess': ({ id }, nowMs) => this.#discard(id, nowMs),
    'cancel-reply': ({ id }) => void this.#requestedMs.delete(id),
    'run-tool': ({ call }) => this.context.toolCalled(call),
    'report-turn': ({ id, waterfall }) => this.context.turnTimed(id, waterfall),
    'report-mood': ({ mood: { level } }) => this.#moodIs(level),
  };

  readonly #engineEvents: Entries<EngineEvent> = {
    audio: ({ replyId }, nowMs) => {
      const requestedMs = this.#requestedMs.get(replyId);
      if (requestedMs === undefined) return;
      this.#requestedMs.delete(replyId);
      this.#ledger.audible(replyId, nowMs);
      this.#load?.firstAudio(nowMs - requestedMs);
    },
    'tool-call': ({ replyId, call }, nowMs) => {
      // A reply that waits for a tool says nothing of the engine's speed.
      this.#requestedMs.delete(replyId);
      if (this.#tools.find(({ name }) => name === call.name)?.effect === 'write') this.#ledger.idle(replyId, nowMs);
    },
    done: ({ replyId }, nowMs) => {
      this.#requestedMs.delete(replyId);
      this.#ledger.idle(replyId, nowMs);
    },
    failed: ({ replyId }, nowMs) => this.#discard(replyId, nowMs),
    lost: (_event, nowMs) => {
      for (const id of [...this.#guesses]) this.#discard(id, nowMs);
    },
  };

  /** An emotion that an engine names stays until the caller is upset, or is so no longer. */
  #moodIs(level: MoodLevel): void {
    if (level !== 'calm') this.context.moodChanged(moodWords[level]);
    else if (this.#level !== 'calm') this.context.moodChanged('calm');
    this.#level = level;
  }

  /** Does nothing to a reply that counts. */
  #discard(id: number, nowMs: number): void {
    this.#requestedMs.delete(id);
    this.context.replyDiscarded(id);
    this.#ledger.discarded(id, nowMs);
    this.#guessEnded(id, 'discarded');
  }

  #guessEnded(id: number, outcome: 'committed' | 'discarded'): void {
    if (this.#guesses.delete(id)) this.#load?.guessEnded(outcome);
  }
}
