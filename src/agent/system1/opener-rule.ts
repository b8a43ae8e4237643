/** When the bot takes its turn with a word of its own ("okay"), as people do whose answer is not ready yet. */
export interface OpenerRules {
  /** Whether it ever does. */
  readonly opener: boolean;
  /** Silence after the caller's last sound that the reply may take without one. Milliseconds. */
  readonly openerMs: number;
}

export const defaultOpenerRules: OpenerRules = { opener: false, openerMs: 350 };

/** A caller's turn that has just ended, and the reply to it, which has no sound yet. Clock.nowMs(). */
export interface AwaitedReply {
  /** Undefined for keys, which nobody answers with "mm-hm". */
  readonly lastVoicedMs: number | undefined;
  /** Length of the turn. */
  readonly spokenMs: number;
  /** The answer to a question that wants a word or two. */
  readonly isShortAnswer: boolean;
  readonly requestedMs: number | undefined;
  /** What the engine has needed from a request to its first audio in this call; undefined before its first. */
  readonly usualMs: number | undefined;
}

/** A "yes" is not answered with "okay" before the answer. */
const leastSpokenMs = 1000;
/** A word that the reply would have to wait for is worse than none. */
const aboutToComeMs = 120;

export function wantsOpener(awaited: AwaitedReply, rules: OpenerRules, nowMs: number): boolean {
  const { lastVoicedMs, spokenMs, isShortAnswer, requestedMs = nowMs, usualMs } = awaited;
  if (!rules.opener || lastVoicedMs === undefined || isShortAnswer || spokenMs < leastSpokenMs) return false;
  if (usualMs === undefined) return true;
  const audioMs = requestedMs + usualMs;
  return audioMs > lastVoicedMs + rules.openerMs && audioMs > nowMs + aboutToComeMs;
}

/** Half of what is known is of the last reply. */
export function usualAudioMs(usualMs: number | undefined, lastMs: number): number {
  return usualMs === undefined ? lastMs : (usualMs + lastMs) / 2;
}
