import type { ToolDescription } from '../tool.js';
import type { FillerName } from './default-fillers.js';

/** When silence is filled. Milliseconds. */
export interface FillerRules {
  /** Silence after the caller's turn. */
  readonly fillerMs: number;
  /** Silence while a tool works. */
  readonly toolFillerMs: number;
  /** Silence before the second filler of a turn; doubled for each one after it. */
  readonly fillerAgainMs: number;
  /** Fillers in a turn at most. */
  readonly fillers: number;
}

export const defaultFillerRules: FillerRules = {
  fillerMs: 1200,
  toolFillerMs: 800,
  fillerAgainMs: 4000,
  fillers: 2,
};

/** A reply that is owed to the caller, as far as the caller can tell. Clock.nowMs(). */
export interface ReplyWait {
  /** Since when nobody is heard: the end of the caller's turn, of the last filler, or of what the reply has said so far. */
  readonly quietSinceMs: number;
  /** The tool that runs for the reply; of several the first. */
  readonly tool: { readonly sinceMs: number; readonly effect: ToolDescription['effect'] } | undefined;
  /** The engine has begun the reply (its first token or audio since the last tool result): words are about to come. */
  readonly starting: boolean;
  /** Fillers said in this turn. */
  readonly said: number;
}

export interface Filler {
  readonly phrase: FillerName;
  readonly atMs: number;
}

/**
 * The filler that is due next, if things stay as they are; its time may be past. Asked again after every event that
 * changes the wait, and once more when the time has come.
 */
export function nextFiller(wait: ReplyWait, rules: FillerRules): Filler | undefined {
  if (wait.starting || wait.said >= rules.fillers) return undefined;
  const { quietSinceMs, tool } = wait;
  if (wait.said > 0) {
    return { phrase: 'still-working', atMs: quietSinceMs + rules.fillerAgainMs * 2 ** (wait.said - 1) };
  }
  const engineDueMs = quietSinceMs + rules.fillerMs;
  if (tool === undefined) return { phrase: 'one-moment', atMs: engineDueMs };
  const toolDueMs = Math.max(quietSinceMs, tool.sinceMs) + rules.toolFillerMs;
  return { phrase: tool.effect === 'write' ? 'carry-out' : 'look-up', atMs: Math.min(engineDueMs, toolDueMs) };
}
