import type { Language } from '../core/language.js';
import type { Waterfall } from './waterfall.js';

/** A turn of the caller in words. */
export interface CallerWords {
  readonly role: 'caller';
  /** undefined while, or because, nobody has transcribed it. */
  readonly text: string | undefined;
  readonly language: Language;
  readonly mood: string | undefined;
  /** Holds digits that may be an account number or a PIN: not for logs, dashboards or exports that people read. */
  readonly redact: boolean;
  readonly times: Waterfall | undefined;
}

export interface CallerDigits {
  readonly role: 'caller';
  readonly digits: string;
  readonly redact: boolean;
  readonly times: Waterfall | undefined;
}

export interface BotWords {
  readonly role: 'bot';
  /** Only what was played. */
  readonly text: string;
  /** The caller talked over the rest. */
  readonly cut: boolean;
}

export interface ToolUse {
  readonly role: 'tool';
  readonly name: string;
  /** JSON, or where that is too long as many `path=value` as fit. */
  readonly arguments: string;
  readonly ok: boolean;
  /** The value of a call that worked, the code and message of one that did not; bounded like `arguments`. */
  readonly result: string;
}

export type ContextEntry = CallerWords | CallerDigits | BotWords | ToolUse;

/** What is left of the turns that no longer fit: facts, no prose. Every list is bounded. */
export interface ContextSummary {
  /** Turns of the caller in here. */
  readonly turns: number;
  /** In the order in which they were first spoken. */
  readonly languages: readonly Language[];
  /** The last known. */
  readonly mood: string | undefined;
  /** What the caller said: the first, which is why the call was made, and the last ones. */
  readonly asked: readonly { readonly text: string; readonly redact: boolean }[];
  readonly keyed: readonly { readonly digits: string; readonly redact: boolean }[];
  /** The last use of each tool with each arguments. */
  readonly tools: readonly Omit<ToolUse, 'role'>[];
}

/** A conversation so far as plain data, which an engine takes when a session is opened. */
export interface ConversationContext {
  /** Spoken now. */
  readonly language: Language;
  readonly mood: string | undefined;
  /** How the caller sounds to an engine that tells, such as `laughter` or `noise: loud`; no decision goes by them. */
  readonly impressions?: readonly string[];
  /** What came before `entries`. */
  readonly summary: ContextSummary | undefined;
  /** Oldest first. */
  readonly entries: readonly ContextEntry[];
}
