import { defaultFillerRules, type FillerRules } from './filler-rule.js';
import { defaultHoldRules, type HoldRules } from './hold.js';
import { defaultOpenerRules, type OpenerRules } from './opener-rule.js';
import { defaultOtherEndRules, type OtherEndRules } from './other-end/hang-up-rule.js';

/** What a bot does at once, without its engine. */
export interface System1Rules extends FillerRules, OpenerRules, HoldRules, OtherEndRules {
  /** Whether the bot slows down for a fast or upset caller. */
  readonly slowDown: boolean;
}

export const defaultSystem1Rules: System1Rules = {
  ...defaultFillerRules,
  ...defaultOpenerRules,
  ...defaultHoldRules,
  ...defaultOtherEndRules,
  slowDown: true,
};
