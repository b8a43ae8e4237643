import type { ConversationContext } from '../../../agent/context-entry.js';
import { ChatHistory } from '../../history/chat-history.js';
import type { SpokenMessage, SpokenTurn } from './spoken-turn.js';

export interface HistoryLimits {
  /** Turns of the caller that are told again as audio, the newest; older ones in words. */
  readonly audioTurns: number;
  /** Of their audio together. */
  readonly audioMs: number;
}

const maxParts = 120;
const maxChars = 16_000;

type Part = { readonly said: string } | { readonly turn: SpokenTurn };

/** A conversation that a model without a memory is told again with each request. Holds what counts: no guesses. */
export class SpokenHistory {
  readonly #limits: HistoryLimits;
  /** What was said before this session, in words. */
  readonly #before: readonly SpokenMessage[];
  #parts: Part[] = [];

  constructor(context: ConversationContext, limits: HistoryLimits) {
    this.#limits = limits;
    this.#before = new ChatHistory(context).messages.map((message): SpokenMessage => {
      const { text } = message;
      return message.role === 'user' ? { role: 'caller', text } : { role: 'bot', text, codes: [], calls: [] };
    });
  }

  /** The turn counts from here on. What its reply still does to it is seen here. */
  add(turn: SpokenTurn): void {
    this.#parts.push({ turn });
    this.#keepBounds();
  }

  noteSaid(text: string): void {
    this.#parts.push({ said: text });
    this.#keepBounds();
  }

  turn(replyId: number): SpokenTurn | undefined {
    return this.#turns.find((turn) => turn.replyId === replyId);
  }

  /** Oldest first. */
  get messages(): readonly SpokenMessage[] {
    const own = this.#parts.flatMap((part): readonly SpokenMessage[] =>
      'turn' in part ? part.turn.messages : [{ role: 'bot', text: part.said, codes: [], calls: [] }],
    );
    return [...this.#before, ...own];
  }

  get #turns(): readonly SpokenTurn[] {
    return this.#parts.flatMap((part) => ('turn' in part ? [part.turn] : []));
  }

  #keepBounds(): void {
    let audioMs = 0;
    for (const [age, turn] of this.#turns.toReversed().entries()) {
      audioMs += turn.audio?.lengthMs ?? 0;
      // The newest turn is what was just said: it stays, however long it is.
      if (age > 0 && (age >= this.#limits.audioTurns || audioMs > this.#limits.audioMs)) turn.dropAudio();
    }
    let chars = this.#parts.reduce((sum, part) => sum + charsOf(part), 0);
    while (this.#parts.length > 1 && (chars > maxChars || this.#parts.length > maxParts)) {
      chars -= charsOf(this.#parts.shift()!);
    }
  }
}

const charsOf = (part: Part): number => ('turn' in part ? part.turn.chars : part.said.length);
