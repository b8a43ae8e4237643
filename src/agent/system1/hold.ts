/** How long the bot waits for a caller who asked for a moment. Milliseconds. */
export interface HoldRules {
  readonly holdMs: number;
}

export const defaultHoldRules: HoldRules = { holdMs: 60_000 };
