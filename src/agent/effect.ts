import type { ReplyInput } from './engine.js';
import type { EndReason, TimerName } from './event.js';
import type { PhraseName } from './phrases.js';
import type { ToolCall, ToolResult } from './tool.js';

/** What the bot says without asking the engine. */
export type OwnWords = { readonly phrase: PhraseName } | { readonly greeting: true };

/** One entry of the conversation's history, as it was said and heard. */
export type HistoryEntry =
  | { readonly role: 'caller'; readonly text: string }
  | { readonly role: 'caller'; readonly digits: string }
  /** Only what was played. `cut` when the caller talked over the rest. */
  | { readonly role: 'bot'; readonly text: string; readonly cut: boolean }
  | { readonly role: 'tool'; readonly name: string; readonly ok: boolean };

/** When each step of a turn happened; undefined for a step that did not. Clock.nowMs(). */
export interface Waterfall {
  /** Last voiced sample of the caller, by the ears. */
  readonly lastVoicedMs: number | undefined;
  /** The ears reported the pause. */
  readonly pausedMs: number | undefined;
  readonly requestedMs: number | undefined;
  readonly firstAudioMs: number | undefined;
  readonly committedMs: number | undefined;
  readonly playStartedMs: number | undefined;
  /** The reply was prepared before the turn was over. */
  readonly guessed: boolean;
}

/** What the Controller wants done. Carried out in order by the conversation that owns it. */
export type Effect =
  // engine
  | { readonly type: 'start-turn' }
  | { readonly type: 'request-reply'; readonly id: number; readonly input: ReplyInput; readonly speculative: boolean }
  | { readonly type: 'commit-reply'; readonly id: number }
  | { readonly type: 'cancel-reply'; readonly id: number }
  /** A guess that the caller's going on made wrong. */
  | { readonly type: 'discard-guess'; readonly id: number }
  | { readonly type: 'truncate-reply'; readonly id: number; readonly playedMs: number; readonly heardText: string }
  | { readonly type: 'note-said'; readonly text: string }
  // playback
  /** Lets the reply's audio out: what is held, then what still comes. */
  | { readonly type: 'play-reply'; readonly id: number }
  | { readonly type: 'say'; readonly id: number; readonly words: OwnWords }
  | { readonly type: 'stop-play' }
  | { readonly type: 'pause-play' }
  | { readonly type: 'resume-play' }
  // tools
  | { readonly type: 'run-tool'; readonly id: number; readonly call: ToolCall }
  | { readonly type: 'answer-tool'; readonly id: number; readonly toolCallId: string; readonly result: ToolResult }
  | { readonly type: 'abort-tools'; readonly id: number }
  // time
  | { readonly type: 'set-timer'; readonly timer: TimerName; readonly delayMs: number }
  | { readonly type: 'cancel-timer'; readonly timer: TimerName }
  // call
  | { readonly type: 'transfer'; readonly reason: string }
  | { readonly type: 'end'; readonly reason: EndReason }
  // records
  | { readonly type: 'remember'; readonly entry: HistoryEntry }
  | { readonly type: 'report-turn'; readonly waterfall: Waterfall }
  | { readonly type: 'report-refused'; readonly event: string; readonly state: string };
