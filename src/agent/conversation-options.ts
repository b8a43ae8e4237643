import type { Clock } from '../core/clock.js';
import type { Language } from '../core/language.js';
import type { Mood, MoodAction } from '../core/mood.js';
import type { ParalinguisticReading } from '../core/paralinguistics.js';
import type { CallAudio, CallControl } from './call-audio.js';
import type { HistoryEntry } from './effect.js';
import type { TurnModel } from './end-of-turn/turn-model.js';
import type { PassThroughCodec } from './engine.js';
import type { LanguageDrift } from './language/drift.js';
import type { SpokenText } from './own-voice.js';
import type { Phrases } from './phrases.js';
import type { FailoverRules, Takeover } from './session-holder.js';
import type { SharedEngine } from './shared-engine.js';
import type { ControllerRules, TurnState } from './state.js';
import type { ToolRunner } from './tool.js';
import type { SpeakingStyle, Voice } from './voice.js';
import type { Waterfall } from './waterfall.js';

/** What an onlooker is told: the log, later records and the dashboard. */
export type ConversationRecord =
  | { readonly type: 'state'; readonly from: TurnState; readonly to: TurnState; readonly event: string }
  | { readonly type: 'said'; readonly entry: HistoryEntry }
  | { readonly type: 'turn'; readonly waterfall: Waterfall }
  | { readonly type: 'guess'; readonly outcome: 'started' | 'committed' | 'discarded' }
  | { readonly type: 'failed'; readonly code: string; readonly message: string }
  | ({ readonly type: 'took-over' } & Takeover)
  | { readonly type: 'paralinguistics'; readonly reading: ParalinguisticReading }
  | { readonly type: 'mood'; readonly mood: Mood }
  | { readonly type: 'mood-action'; readonly action: MoodAction; readonly mood: Mood }
  | { readonly type: 'language-drift'; readonly drift: LanguageDrift }
  | { readonly type: 'refused'; readonly event: string; readonly state: string };

export interface ConversationOptions {
  readonly callId: string;
  readonly clock: Clock;
  readonly rules: ControllerRules;
  /** In the order in which they are tried; one at least. */
  readonly engines: readonly SharedEngine[];
  readonly voice: Voice;
  readonly tools: ToolRunner;
  readonly audio: CallAudio;
  /** Of the line, where it is known before the engine is asked: engines that take it as it is get its payloads. */
  readonly codec?: PassThroughCodec | undefined;
  readonly control: CallControl;
  readonly language: Language;
  readonly persona: string;
  /** First words; a language menu is said each part in its own language. */
  readonly greeting: readonly SpokenText[];
  readonly phrases: Phrases;
  readonly style: SpeakingStyle;
  /** How a lost engine session is replaced. */
  readonly failover?: FailoverRules;
  /** Shared by all calls; without it the caller's pauses are judged by what else is known. */
  readonly turnModel?: TurnModel | undefined;
  /** Takes the lines of the event log, which hold what was said; without it none is made. */
  readonly onLogLine?: ((line: string) => void) | undefined;
  readonly onRecord: (record: ConversationRecord) => void;
}
