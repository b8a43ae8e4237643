import { defaultFillerRules, type FillerRules } from './filler-rule.js';
import { defaultHoldRules, type HoldRules } from './hold.js';
import { defaultOtherEndRules, type OtherEndRules } from './other-end/hang-up-rule.js';

/** What a bot does at once, without its engine. */
export interface System1Rules extends FillerRules, HoldRules, OtherEndRules {
  /** Whether the bot takes its turn with a word of its own ("mm-hm", "okay") when the engine's first is not there yet. */
  readonly opener: boolean;
  /** Whether the bot slows down for a fast or upset caller. */
  readonly slowDown: boolean;
}

export const defaultSystem1Rules: System1Rules = {
  ...defaultFillerRules,
  ...defaultHoldRules,
  ...defaultOtherEndRules,
  opener: false,
  slowDown: true,
};
