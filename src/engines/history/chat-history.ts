import type { ContextEntry, ConversationContext } from '../../agent/context-entry.js';
import { keypadText } from '../prompt/keypad.js';
import { type ChatMessage, unheardText } from './chat-message.js';
import type { ChatTurn } from './chat-turn.js';

/** What is sent with every request; the oldest is forgotten first. */
const maxChars = 24_000;
const maxParts = 200;

type Part = ChatTurn | { readonly replyId?: undefined; readonly messages: readonly ChatMessage[] };

/** A conversation that a model without a memory is told again with each request. Holds what counts: no guesses. */
export class ChatHistory {
  #parts: Part[];

  /** @param context what was said before this session; tools' results in it are told as facts, not as messages */
  constructor({ entries, language }: ConversationContext) {
    this.#parts = entries.flatMap((entry) => messagesOf(entry, language)).map((message) => ({ messages: [message] }));
  }

  /** The turn counts from here on. What its reply still does to it is seen here. */
  add(turn: ChatTurn): void {
    this.#parts.push(turn);
    this.#keepBounds();
  }

  noteSaid(text: string): void {
    this.#parts.push({ messages: [{ role: 'assistant', text, calls: [] }] });
    this.#keepBounds();
  }

  truncate(replyId: number, heardText: string): void {
    const turn = this.#parts.find((part): part is ChatTurn => part.replyId === replyId);
    turn?.cutTo(heardText);
  }

  /** Oldest first. Neighbours of one role are joined: chat templates want roles to alternate. */
  get messages(): readonly ChatMessage[] {
    return messagesIn(this.#parts);
  }

  /** With `turn` at the end, whether it counts already or not. */
  messagesWith(turn: ChatTurn): readonly ChatMessage[] {
    return messagesIn([...this.#parts.filter((part) => part !== turn), turn]);
  }

  #keepBounds(): void {
    const sizes = this.#parts.map(({ messages }) => messages.reduce((sum, { text }) => sum + text.length, 0));
    let chars = sizes.reduce((sum, size) => sum + size, 0);
    let from = 0;
    while (from < this.#parts.length - 1 && (chars > maxChars || this.#parts.length - from > maxParts)) {
      chars -= sizes[from]!;
      from += 1;
    }
    this.#parts = this.#parts.slice(from);
  }
}

function messagesIn(parts: readonly Part[]): readonly ChatMessage[] {
  return parts.flatMap(({ messages }) => messages).reduce<ChatMessage[]>(joined, []);
}

function messagesOf(entry: ContextEntry, language: ConversationContext['language']): ChatMessage[] {
  if (entry.role === 'tool') return [];
  if (entry.role === 'bot') return [{ role: 'assistant', text: entry.text, calls: [] }];
  if ('digits' in entry) return [{ role: 'user', text: keypadText(entry.digits, language) }];
  return [{ role: 'user', text: entry.text ?? unheardText(entry.language) }];
}

function joined(messages: ChatMessage[], message: ChatMessage): ChatMessage[] {
  const last = messages.at(-1);
  if (last?.role === 'user' && message.role === 'user') {
    messages[messages.length - 1] = { role: 'user', text: `${last.text}\n${message.text}` };
  } else if (last?.role === 'assistant' && message.role === 'assistant' && last.calls.length === 0) {
    messages[messages.length - 1] = { ...message, text: `${last.text}\n${message.text}`.trim() };
  } else messages.push(message);
  return messages;
}
