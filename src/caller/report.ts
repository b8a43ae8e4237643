/** The timeline of a call, as `undertone call --json` prints it. docs/caller.md defines every figure. */
import type { ErrorCode } from '../core/errors.js';
import type { MediaStats } from '../media/media.js';
import { type AudibleRun, join } from './audible.js';
import { type Line, type Said, stretches, type Turn, turns } from './line.js';

/** Milliseconds since the INVITE was sent, to a tenth; the recording's time too. */
export type CallMs = number;

export type Outcome =
  /** Every step was done. */
  | 'done'
  /** Refused, unreachable or not answered in time; `error` and `status` say which. */
  | 'not-answered'
  /** A --wait-reply or --barge-in-after waited in vain. */
  | 'no-reply'
  /** The bot did not hang up while --wait-bye waited. */
  | 'no-bye'
  /** The bot hung up, or the media was lost, before the script was over. */
  | 'ended-early'
  /** A step is not possible in this call, such as keys when none were negotiated. */
  | 'failed'
  /** Stopped from outside. */
  | 'aborted';

export interface BotSpeech {
  /** Arrival of the first audible packet. */
  readonly fromMs: CallMs;
  /** Arrival of the last audible packet. */
  readonly toMs: CallMs;
  /** Audio in audible packets. */
  readonly audibleMs: number;
  /** Mean level of the audible packets. */
  readonly levelDbfs: number;
}

export interface TurnReport {
  readonly said: readonly Said[];
  /** First voiced packet sent. */
  readonly fromMs: CallMs;
  /** Last voiced packet sent. */
  readonly toMs: CallMs;
  /** From the last voiced packet sent to the first audible packet of the reply received; null without a reply. */
  readonly gapMs: number | null;
  /** From the first voiced packet sent to the last audible packet of what the bot was saying; null when it was silent. */
  readonly interruptionMs: number | null;
  readonly reply: BotSpeech | null;
}

export interface CallReport {
  readonly uri: string;
  readonly callId: string | null;
  /** When the INVITE was sent, ISO 8601 UTC. */
  readonly startedAt: string;
  readonly outcome: Outcome;
  readonly error: { readonly code: ErrorCode; readonly message: string } | null;
  /** Final SIP status of the INVITE; null when none came. */
  readonly status: number | null;
  /** First provisional response of 180 or above. */
  readonly ringMs: CallMs | null;
  readonly answerMs: CallMs | null;
  readonly endMs: CallMs;
  readonly endedBy: 'caller' | 'bot' | null;
  /** What the bot said before the caller's first word; its gap counts from the answer. */
  readonly greeting: { readonly gapMs: number; readonly speech: BotSpeech } | null;
  readonly turns: readonly TurnReport[];
  readonly media: MediaStats | null;
}

/** Greeting and turns of a line whose call was sent at `originMs` and answered at `answeredMs`. */
export function conversation(line: Line, originMs: number, answeredMs: number): Pick<CallReport, 'greeting' | 'turns'> {
  const taken = turns(line);
  const spoken = stretches(line);
  const firstMs = taken[0]?.firstMs ?? Number.POSITIVE_INFINITY;
  const greeting = speechOf(
    spoken.filter((stretch) => stretch.fromMs < firstMs),
    originMs,
  );
  return {
    greeting: greeting && { gapMs: tenth(greeting.fromMs - (answeredMs - originMs)), speech: greeting },
    turns: taken.map((turn, index) => turnReport(turn, repliesOf(turn, taken[index + 1], spoken), originMs)),
  };
}

/** The reply and what the bot added to it before the next turn, or the next turn's reply, began. */
function repliesOf(turn: Turn, next: Turn | undefined, spoken: readonly AudibleRun[]): AudibleRun[] {
  const { reply } = turn;
  if (reply === undefined) return [];
  const untilMs = next?.firstMs ?? Number.POSITIVE_INFINITY;
  return spoken.filter((stretch) => stretch.fromMs >= reply.fromMs && stretch.fromMs < untilMs);
}

function turnReport(turn: Turn, replies: readonly AudibleRun[], originMs: number): TurnReport {
  const { firstMs, lastMs, reply, interrupted } = turn;
  return {
    said: turn.utterances.map(({ said }) => said),
    fromMs: tenth(firstMs - originMs),
    toMs: tenth(lastMs - originMs),
    gapMs: reply === undefined ? null : tenth(reply.fromMs - lastMs),
    interruptionMs: interrupted === undefined ? null : tenth(interrupted.toMs - firstMs),
    reply: speechOf(replies, originMs),
  };
}

function speechOf(runs: readonly AudibleRun[], originMs: number): BotSpeech | null {
  if (runs.length === 0) return null;
  return botSpeech(runs.reduce(join), originMs);
}

export function botSpeech(run: AudibleRun, originMs: number): BotSpeech {
  return {
    fromMs: tenth(run.fromMs - originMs),
    toMs: tenth(run.toMs - originMs),
    audibleMs: tenth(run.audioMs),
    levelDbfs: tenth(10 * Math.log10(run.power / run.packets)),
  };
}

export function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
