import type { Samples } from '../core/audio.js';
import type { UndertoneError } from '../core/errors.js';
import type { Language } from '../core/language.js';
import type { ParalinguisticReading } from '../core/paralinguistics.js';
import type { ConversationContext } from './context-entry.js';
import type { ToolCall, ToolDescription, ToolResult } from './tool.js';
import type { SpeakingStyle } from './voice.js';

/**
 * Who decides that the caller's turn is over: the Controller by its ears, the engine (it then sends `speech-started` and
 * `speech-stopped`), or nobody, since a `duplex` engine listens and speaks at the same time.
 */
export type TurnDetection = 'controller' | 'engine' | 'duplex';

/**
 * A speech engine: caller audio in, spoken replies out. The agent owns this interface; src/engines implements it.
 * The Controller asks an engine what it can do, never what it is called.
 */
export interface EngineCapabilities {
  readonly turnDetection: TurnDetection;
  /** Whether a reply may be prepared before the turn is over, and how many at a time. */
  readonly speculation: 'none' | 'sequential' | 'parallel';
  /**
   * A guess may be asked for while the caller is still finishing the last word; it is committed when nothing but the
   * tail of that word followed. Not for engines that need every word whole, such as a recogniser.
   */
  readonly earlyGuesses: boolean;
  /** True when the engine can be told how much of a reply was heard. */
  readonly truncation: boolean;
  readonly tools: boolean;
  /** True when a reply that nobody has heard can be asked for once more, with an instruction (`again`). */
  readonly rephrases?: boolean;
  readonly paralinguistics: 'none' | 'tags' | 'text';
  readonly languages: readonly Language[];
  /** Rate of the samples given to pushAudio. */
  readonly inputRateHz: number;
  /** Rate of the samples in audio events. */
  readonly outputRateHz: number;
  /** G.711 that it takes and gives as it is on the telephone line, where a session asks for it; absent: none. */
  readonly passThrough?: readonly PassThroughCodec[];
  /** Sessions it serves at a time; absent where it sets no limit of its own. */
  readonly concurrentSessions?: number;
  /** The engine ends a session after this long; its adapter renews it before, with the context carried over. */
  readonly sessionLimitMs?: number;
}

/** Codecs of the telephone line, 8 kHz, one byte a sample (RFC 3551 section 6). */
export type PassThroughCodec = 'PCMU' | 'PCMA';

/** What an engine says of itself when asked, for admission and failover. */
export type EngineHealth =
  | { readonly up: true; readonly freeSessions?: number }
  | { readonly up: false; readonly error: UndertoneError };

export interface EngineSessionOptions {
  readonly callId: string;
  readonly language: Language;
  readonly persona: string;
  readonly tools: readonly ToolDescription[];
  /** One of the engine's `passThrough`: caller audio is given by pushPayload, and replies come as `payload` events. */
  readonly passThrough?: PassThroughCodec | undefined;
  /** What was said before, when the session takes over from one that was lost; else that there was nothing. */
  readonly context: ConversationContext;
  /** Events come in order and never from inside a call of a session method. */
  readonly onEvent: (event: EngineEvent) => void;
}

export interface Engine {
  readonly name: string;
  readonly capabilities: EngineCapabilities;
  /** @throws UndertoneError ENGINE_UNAVAILABLE, ENGINE_TIMEOUT */
  openSession(options: EngineSessionOptions): Promise<EngineSession>;
  /** Whether a session could be opened now; never rejects, and costs the engine next to nothing. */
  probe(signal: AbortSignal): Promise<EngineHealth>;
  close(): Promise<void>;
}

/** What a reply answers. */
export type ReplyInput =
  /** The caller's turn: the audio pushed since startTurn. */
  | { readonly kind: 'speech' }
  | { readonly kind: 'dtmf'; readonly digits: string }
  /**
   * The turn that was answered last, once more: nobody has heard its answer, which was cancelled, and is not to be kept.
   * `text` is what is known of it, '' for nothing. The request's instruction says what to mind. For engines that rephrase.
   */
  | { readonly kind: 'again'; readonly text: string }
  /** Begins a duplex engine's one reply, which lasts as long as the call. */
  | { readonly kind: 'open' };

/** The replyId of what an engine says about the beginning of a session, before any reply. */
export const sessionOpening = 0;

export interface ReplyRequest {
  /** Chosen by the Controller, unique in the session, rising. */
  readonly replyId: number;
  readonly input: ReplyInput;
  /** A guess: nothing of the session's state may change until commit(replyId). */
  readonly speculative: boolean;
  readonly style: SpeakingStyle;
  /** Language the reply is to be in, unless the caller asks for another one in this turn. */
  readonly language: Language;
  /** What a model is to mind in this reply, in English, such as how to treat an upset caller; for engines that take instructions. */
  readonly instruction?: string | undefined;
  /** In few words, the facts first, and nothing that the caller did not ask for: the caller is upset. */
  readonly toThePoint?: boolean;
}

export interface EngineSession {
  /**
   * A caller's turn begins; audio pushed from here on belongs to it. An unanswered turn before it is forgotten.
   * Audio pushed after a turn was answered and before the next one is ignored, by engines that do not detect turns.
   */
  startTurn(): void;
  /** Caller audio at inputRateHz. */
  pushAudio(samples: Samples): void;
  /** Caller audio of a session opened with `passThrough`, in place of pushAudio. */
  pushPayload?(payload: Uint8Array): void;
  /** Asks for a reply. A speech reply covers the audio pushed so far in this turn; more audio may still follow a guess. */
  reply(request: ReplyRequest): void;
  /** The guess was right: the turn is over and the reply counts. */
  commit(replyId: number): void;
  /** Stops generating. What was said so far still counts for a committed reply, nothing for a guess. */
  cancel(replyId: number): void;
  /** The caller heard only `heardText` (`playedMs` of audio) of a committed reply. */
  truncate(replyId: number, playedMs: number, heardText: string): void;
  /** The bot said something of its own (greeting, "are you still there?"), so that the engine knows. */
  noteSaid(text: string): void;
  toolResult(replyId: number, toolCallId: string, result: ToolResult): void;
  /** The caller is listened to, and answered, in this language from here on; for engines that need to know before a request. */
  languageChanged?(language: Language): void;
  close(): Promise<void>;
}

export type EngineEvent =
  /** What the caller said, when the engine knows. Partial texts replace each other; `replyId` names the reply it belongs to. */
  | {
      readonly type: 'heard';
      readonly replyId?: number;
      readonly text: string;
      readonly final: boolean;
      readonly language?: Language;
      readonly confidence?: number;
    }
  /** How the caller sounded in the turn that `replyId` answers; may come long after the reply. */
  | { readonly type: 'paralinguistics'; readonly replyId: number; readonly reading: ParalinguisticReading }
  /** Text whose audio starts `atMs` into the reply. */
  | { readonly type: 'text'; readonly replyId: number; readonly text: string; readonly atMs: number }
  | { readonly type: 'audio'; readonly replyId: number; readonly samples: Samples }
  /** In place of `audio` in a session opened with `passThrough`: bytes of its codec. */
  | { readonly type: 'payload'; readonly replyId: number; readonly payload: Uint8Array }
  /** Audio of the reply that the caller may not cut, such as a legal text; told before it plays. */
  | { readonly type: 'protected'; readonly replyId: number; readonly fromMs: number; readonly untilMs: number }
  | { readonly type: 'tool-call'; readonly replyId: number; readonly call: ToolCall }
  /** Language of the conversation from here on, when the engine changed it. */
  | { readonly type: 'language'; readonly replyId: number; readonly language: Language }
  /**
   * The next thing asked of the caller is a number of `digits` digits (0 when it is not), or `short`: a word or two,
   * such as yes or no. Holds until the next reply.
   * With `sessionOpening` it is about the greeting.
   */
  | { readonly type: 'expects'; readonly replyId: number; readonly digits: number; readonly short?: boolean }
  /** The reply is complete: exactly once for a reply that was neither cancelled nor failed, when no tool result is owed. */
  | { readonly type: 'done'; readonly replyId: number }
  | { readonly type: 'failed'; readonly replyId: number; readonly error: UndertoneError }
  /** The session itself is gone. */
  | { readonly type: 'lost'; readonly error: UndertoneError }
  /** Turn detection by the engine. */
  | { readonly type: 'speech-started' }
  | { readonly type: 'speech-stopped' };
