/** How long the bot waits for a caller who asked for a moment. Milliseconds. */
export interface HoldRules {
  readonly holdMs: number;
}

export const defaultHoldRules: HoldRules = { holdMs: 60_000 };

/** The bot waits; ends when the caller speaks or presses a key. */
export interface Hold {
  readonly untilMs: number;
}

/** A caller who asks again gets the whole time again. */
export function beginHold(nowMs: number, rules: HoldRules): Hold {
  return { untilMs: nowMs + rules.holdMs };
}

export type IdleReminder = 'still-there' | 'hold-check';

/** The reminder that silence calls for, and in how long from now. */
export function idleReminder(
  hold: Hold | undefined,
  idlePromptMs: number,
  nowMs: number,
): { readonly delayMs: number; readonly phrase: IdleReminder } {
  if (hold === undefined || hold.untilMs <= nowMs) return { delayMs: idlePromptMs, phrase: 'still-there' };
  return { delayMs: Math.max(idlePromptMs, hold.untilMs - nowMs), phrase: 'hold-check' };
}
