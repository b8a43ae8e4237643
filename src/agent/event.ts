import type { Language } from '../core/language.js';
import type { LineCue } from '../core/line-cues.js';
import type { Emotion, Impression } from '../core/paralinguistics.js';
import type { TurnCues } from '../core/turn-cues.js';
import type { VoiceReading } from '../core/voice-reading.js';
import type { WrittenLanguage } from './language/drift.js';
import type { EngineRules } from './state.js';
import type { HangUpReason } from './system1/other-end/hang-up-rule.js';
import type { ToolCall, ToolDescription, ToolResult } from './tool.js';

/** Timers the Controller may have armed, at most one of each name. */
export type TimerName =
  /** The caller's silence lasted long enough: the turn is over. */
  | 'end-of-turn'
  /** The caller has spoken for so long that it must be noise, or should be answered anyway. */
  | 'turn-limit'
  /** The caller has talked over the bot long enough to mean it. */
  | 'interruption'
  /** Nobody has said anything. */
  | 'idle'
  /** No further DTMF digit came. */
  | 'digits'
  /** The engine owes a reply and is silent: the bot says something, */
  | 'filler'
  /** and in the end gives up. */
  | 'reply'
  /** The longest call allowed. */
  | 'call-limit';

/** Why the conversation is over, for the log and the CDR. */
export type EndReason =
  | 'caller-hung-up'
  | 'bot-hung-up'
  | 'idle'
  | 'transferred'
  | 'call-limit'
  | 'engine-lost'
  | 'media-lost'
  | HangUpReason
  | 'shut-down';

/** Everything that can happen to a conversation. Times are Clock.nowMs(). */
export type ControllerEvent =
  | { readonly type: 'answered' }
  // ears
  | { readonly type: 'speech-start'; readonly onsetMs: number }
  | { readonly type: 'speech-pause'; readonly lastVoicedMs: number }
  | { readonly type: 'speech-resume'; readonly onsetMs: number }
  /** Every 32 ms of the caller's turn. */
  | { readonly type: 'cues'; readonly cues: TurnCues }
  /** The turn model's answer about a pause of the caller: 0 the caller goes on, 1 the turn is over. */
  | { readonly type: 'turn-hint'; readonly pause: number; readonly finished: number }
  /** How the turn sounds, at each pause of it; the last of a turn may come when that is over. */
  | { readonly type: 'voice'; readonly reading: VoiceReading }
  | { readonly type: 'dtmf'; readonly digit: string }
  /** About once a second, and at every tone. */
  | { readonly type: 'line'; readonly cue: LineCue }
  // engine; utterance ids are reply ids
  /** Turn detection by the engine: it hears the caller begin, and end. */
  | { readonly type: 'engine-speech-started' }
  | { readonly type: 'engine-speech-stopped' }
  | {
      readonly type: 'heard';
      readonly id: number | undefined;
      readonly text: string;
      readonly final: boolean;
      /** What the engine takes it for, and how sure it is of that, 0 to 1; undefined where it does not tell. */
      readonly language: Language | undefined;
      readonly confidence: number | undefined;
    }
  /**
   * What the engine makes of the caller's mood in the turn that the reply answers; may come long after it. Nothing else
   * of what it makes of a voice comes to the Controller: no decision goes by somebody's age or sex.
   */
  | { readonly type: 'emotion'; readonly id: number; readonly emotion: Impression<Emotion> }
  /** First sign of a reply: what the engine heard, a text or a tool call. */
  | { readonly type: 'reply-begun'; readonly id: number }
  | { readonly type: 'reply-audio'; readonly id: number }
  | { readonly type: 'reply-done'; readonly id: number }
  | { readonly type: 'reply-failed'; readonly id: number }
  /** Its engine is gone: what was not heard of it will not come. */
  | { readonly type: 'reply-cut'; readonly id: number }
  /** The beginning of a reply, which nobody has heard yet, is in another language than it should be. */
  | { readonly type: 'drift'; readonly id: number; readonly written: WrittenLanguage; readonly text: string }
  | { readonly type: 'language'; readonly id: number; readonly language: Language }
  /** The next thing asked of the caller is `digits` digits long (0: nothing of the kind), or `short`: a word or two. */
  | { readonly type: 'expects'; readonly id: number; readonly digits: number; readonly short: boolean }
  /** Words of an utterance, the bot's own too, that begin `atMs` into its audio. */
  | { readonly type: 'words'; readonly id: number; readonly atMs: number }
  | { readonly type: 'protected'; readonly id: number; readonly fromMs: number; readonly untilMs: number }
  | {
      readonly type: 'tool-call';
      readonly id: number;
      readonly call: ToolCall;
      /** undefined: the bot has no such tool. */
      readonly effect: ToolDescription['effect'] | undefined;
    }
  | { readonly type: 'engine-lost' }
  /** Another engine goes on, which can do other things. */
  | { readonly type: 'engine-changed'; readonly rules: EngineRules }
  /** Guesses a turn that the engine's load allows from now on. */
  | { readonly type: 'guess-allowance'; readonly guesses: number }
  // tools
  | {
      readonly type: 'tool-result';
      readonly id: number;
      readonly toolCallId: string;
      readonly name: string;
      readonly result: ToolResult;
    }
  // playback
  | { readonly type: 'play-started'; readonly id: number }
  | {
      readonly type: 'play-ended';
      readonly id: number;
      /** The bot's own words, not a reply of the engine. */
      readonly own: boolean;
      readonly playedMs: number;
      readonly cut: boolean;
      readonly heardText: string;
    }
  | { readonly type: 'phrase-failed'; readonly id: number }
  // call
  /** The caller has put the call on hold, or taken it back. */
  | { readonly type: 'hold'; readonly held: boolean }
  | { readonly type: 'transfer-result'; readonly accepted: boolean }
  | { readonly type: 'gone'; readonly reason: EndReason }
  | { readonly type: 'timer'; readonly timer: TimerName };

export type EventType = ControllerEvent['type'];
