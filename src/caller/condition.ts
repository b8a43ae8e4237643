/** What a step can wait for. Pure: the line and the time in; met, or when to look again, out. */
import { type Line, latestReply } from './line.js';

export type Verdict =
  | { readonly met: true }
  /** Look again when the line changed, and at `againAtMs` at the latest. */
  | { readonly met: false; readonly againAtMs?: number };

export type Condition = (line: Line, nowMs: number) => Verdict;

/** The bot replied to what was said last, and has been silent for `silenceMs` or has hung up. */
export function replyOver(heardUpToMs: number, silenceMs: number): Condition {
  return (line, nowMs) => {
    const lastRun = line.runs.at(-1);
    if (lastRun === undefined || latestReply(line, heardUpToMs) === undefined) return { met: false };
    return line.endedMs === undefined ? reached(lastRun.toMs + silenceMs, nowMs) : { met: true };
  };
}

/** `afterMs` have passed since the first audible packet of the bot's reply. */
export function replyHeardFor(heardUpToMs: number, afterMs: number): Condition {
  return (line, nowMs) => {
    const reply = latestReply(line, heardUpToMs);
    return reply === undefined ? { met: false } : reached(reply.fromMs + afterMs, nowMs);
  };
}

export function timeReached(atMs: number): Condition {
  return (_line, nowMs) => reached(atMs, nowMs);
}

export const callEnded: Condition = (line) => ({ met: line.endedMs !== undefined });

function reached(atMs: number, nowMs: number): Verdict {
  return nowMs >= atMs ? { met: true } : { met: false, againAtMs: atMs };
}
