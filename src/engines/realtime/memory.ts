import type { EngineSessionOptions, ReplyRequest } from '../../agent/engine.js';
import { ChatHistory } from '../history/chat-history.js';
import { type ChatMessage, unheardText } from '../history/chat-message.js';
import { instructionsText } from '../prompt/instructions.js';
import type { RealtimeReply } from './reply.js';

/** Of the bot's own words that a session without items is told of; the latest are kept. */
const maxNotes = 20;

/** The conversation as far as it counts, for sessions that have to be told of it. */
export class Memory {
  readonly #options: Pick<EngineSessionOptions, 'persona' | 'language' | 'context'>;
  readonly #inWords: boolean;
  readonly #history: ChatHistory;
  /** What the session at hand was told when it was opened. */
  #transcript = '';
  #notes: string[] = [];

  /** @param inWords sessions are told in their instructions, not by items */
  constructor(options: Pick<EngineSessionOptions, 'persona' | 'language' | 'context'>, inWords: boolean) {
    this.#options = options;
    this.#inWords = inWords;
    this.#history = new ChatHistory(options.context);
    this.opensSession();
  }

  /** What a new session is given as items: nothing where it is told in words. */
  get messages(): readonly ChatMessage[] {
    return this.#inWords ? [] : this.#history.messages;
  }

  /** What a session that is opened now has to be told. */
  get openingInstructions(): string {
    return joined(this.#base(), this.#freshTranscript());
  }

  /** From here on the session at hand is one that was told so. */
  opensSession(): void {
    this.#notes = [];
    this.#transcript = this.#freshTranscript();
  }

  /** @param request asks for a reply in a style, a language, or with an instruction of its own; absent: the session's */
  instructions(request?: ReplyRequest): string {
    const notes = this.#notes.map((note) => `- ${note}`);
    const said = notes.length === 0 ? '' : ['You have also said:', ...notes].join('\n');
    return joined(this.#base(request), this.#transcript, said);
  }

  noteSaid(text: string): void {
    this.#history.noteSaid(text);
    if (this.#inWords) this.#notes = [...this.#notes, text].slice(-maxNotes);
  }

  /** The reply counts, and nothing more comes of it. */
  add(reply: RealtimeReply): void {
    this.#history.add(reply.turn(unheardText(reply.request.language)));
  }

  truncate(replyId: number, heardText: string): void {
    this.#history.truncate(replyId, heardText);
  }

  #base(request?: ReplyRequest): string {
    const { persona, context, language } = this.#options;
    const { style = {}, instruction } = request ?? {};
    return instructionsText({ persona, context, style, instruction, language: request?.language ?? language });
  }

  #freshTranscript(): string {
    return this.#inWords ? transcriptText(this.#history.messages) : '';
  }
}

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n\n');

const speakers: Readonly<Record<Exclude<ChatMessage['role'], 'tool'>, string>> = { user: 'Caller', assistant: 'You' };

function transcriptText(messages: readonly ChatMessage[]): string {
  const lines = messages.flatMap((message) => {
    if (message.role === 'tool') return [`(${message.name} gave: ${message.text})`];
    return message.text === '' ? [] : [`${speakers[message.role]}: ${message.text}`];
  });
  return lines.length === 0 ? '' : `The call so far:\n${lines.join('\n')}`;
}
