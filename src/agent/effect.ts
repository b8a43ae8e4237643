import type { Language } from '../core/language.js';
import type { Mood, MoodAction } from '../core/mood.js';
import type { PlayPlace } from './call-audio.js';
import type { ReplyInput } from './engine.js';
import type { EndReason, TimerName } from './event.js';
import type { LanguageDrift } from './language/drift.js';
import type { PhraseName } from './phrases.js';
import type { ToolCall, ToolResult } from './tool.js';
import type { Waterfall } from './waterfall.js';

/** What the bot says without asking the engine. */
export type OwnWords = { readonly phrase: PhraseName } | { readonly greeting: true };

/** One entry of the conversation's history, as it was said and heard. `id` is that of the utterance or reply it belongs to. */
export type HistoryEntry =
  /** The turn that the reply `id` answers; undefined where the engine does not say which. */
  | { readonly role: 'caller'; readonly id: number | undefined; readonly text: string }
  | { readonly role: 'caller'; readonly digits: string }
  /** Only what was played. `cut` when the caller talked over the rest. */
  | { readonly role: 'bot'; readonly id: number; readonly text: string; readonly cut: boolean }
  | {
      readonly role: 'tool';
      readonly id: number;
      readonly toolCallId: string;
      readonly name: string;
      readonly result: ToolResult;
    };

/** What the Controller wants done. Carried out in order by the conversation that owns it. */
export type Effect =
  // engine
  | { readonly type: 'start-turn' }
  /** The ears may forget the turn. */
  | { readonly type: 'turn-over' }
  /** Asks the turn model whether the caller has finished. */
  | { readonly type: 'judge-pause'; readonly pause: number }
  | {
      readonly type: 'request-reply';
      readonly id: number;
      readonly input: ReplyInput;
      readonly speculative: boolean;
      readonly language: Language;
      /** What the engine is to mind in this reply, in English. */
      readonly instruction?: string | undefined;
      /** The reply that its engine did not finish, or whose language was wrong, and what the caller heard of it. */
      readonly insteadOf?: { readonly id: number; readonly heardText: string };
    }
  | { readonly type: 'commit-reply'; readonly id: number }
  | { readonly type: 'cancel-reply'; readonly id: number }
  /** A guess that the caller's going on made wrong. */
  | { readonly type: 'discard-guess'; readonly id: number }
  /** A reply that counts, and of which nobody has heard anything, is not to be. */
  | { readonly type: 'retract-reply'; readonly id: number }
  /** The reply need not wait any longer for its words to be judged. */
  | { readonly type: 'pass-reply'; readonly id: number }
  | { readonly type: 'truncate-reply'; readonly id: number; readonly playedMs: number; readonly heardText: string }
  | { readonly type: 'note-said'; readonly text: string }
  // playback
  /** Lets the reply's audio out: what is held, then what still comes. */
  | { readonly type: 'play-reply'; readonly id: number }
  /** A reply without a sound yet is held back again. */
  | { readonly type: 'hold-reply'; readonly id: number }
  | { readonly type: 'say'; readonly id: number; readonly words: OwnWords }
  | { readonly type: 'stop-play' }
  | { readonly type: 'pause-play' }
  /** The bot talks on, softly. */
  | { readonly type: 'duck-play' }
  /** Back to full volume; after a pause from the same sample, or from `place`. */
  | { readonly type: 'resume-play'; readonly place: PlayPlace | undefined }
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
  /** A reply was in another language than it should be: it was asked for once more, or the caller has heard it. */
  | { readonly type: 'report-drift'; readonly drift: LanguageDrift }
  | { readonly type: 'report-turn'; readonly id: number; readonly waterfall: Waterfall }
  | { readonly type: 'report-mood'; readonly mood: Mood }
  /** Done by the bot itself because of that mood. */
  | { readonly type: 'report-mood-action'; readonly action: MoodAction; readonly mood: Mood }
  | { readonly type: 'report-refused'; readonly event: string; readonly state: string };
