import type { TurnModel } from '../agent/end-of-turn/turn-model.js';
import type { SpokenText } from '../agent/own-voice.js';
import type { Phrases } from '../agent/phrases.js';
import type { FailoverRules } from '../agent/session-holder.js';
import type { SharedEngine } from '../agent/shared-engine.js';
import type { ControllerRules } from '../agent/state.js';
import type { ToolRunner } from '../agent/tool.js';
import type { SpeakingStyle, Voice } from '../agent/voice.js';
import type { Language } from '../core/language.js';

/** One bot, ready to take calls: what its configuration names, put together. Shared by all its calls. */
export interface Bot {
  readonly name: string;
  /** In the order in which they are tried; one at least. */
  readonly engines: readonly SharedEngine[];
  readonly failover?: FailoverRules;
  readonly voice: Voice;
  /** Shared by all bots; undefined: there is none. */
  readonly turnModel?: TurnModel | undefined;
  readonly tools: ToolRunner;
  readonly language: Language;
  readonly persona: string;
  readonly greeting: readonly SpokenText[];
  readonly phrases: Phrases;
  readonly style: SpeakingStyle;
  readonly rules: ControllerRules;
  /** Whom a caller is transferred to; undefined when there is nobody. */
  readonly transfer: { readonly target: string; readonly timeoutMs: number } | undefined;
}
