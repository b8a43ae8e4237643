/**
 * Who spoke when. Made from what passed the wire; everything here is a pure function of it.
 *
 * An UTTERANCE is one --say, --play or --dtmf, from its first to its last voiced packet.
 * A STRETCH is what the bot says in one breath: audible runs with less than 500 ms of silence between them. A pause
 * in which an utterance of the caller ended divides already from 300 ms (after digits from 100 ms) on, because what
 * follows may be the answer to it.
 * A TURN is one or more utterances that the bot did not reply to in between. Its REPLY is the first stretch that
 * began after the turn's first voiced packet and was still audible after its last; so what the bot was saying when
 * the caller cut in is not the reply, and a reply that begins too early is (its gap is negative).
 */
import { type AudibleRun, join } from './audible.js';

const breathMs = 500;
const breathAfterSpeechMs = 300;
/** No shorter silence is left between two runs (audible.ts). */
const breathAfterDigitsMs = 100;

/** What the caller said, as far as it is known. */
export type Said =
  | { readonly kind: 'speech'; readonly text: string }
  | { readonly kind: 'audio'; readonly label: string }
  | { readonly kind: 'dtmf'; readonly digits: string };

export interface Utterance {
  readonly said: Said;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** What is known of a call so far; every time is a Clock's nowMs(). */
export interface Line {
  /** In the order they were begun. */
  readonly utterances: readonly Utterance[];
  readonly runs: readonly AudibleRun[];
  /** The call is over, whoever ended it. */
  readonly endedMs?: number | undefined;
}

export interface Turn {
  readonly utterances: readonly Utterance[];
  /** First voiced packet sent. */
  readonly firstMs: number;
  /** Last voiced packet sent. */
  readonly lastMs: number;
  readonly reply: AudibleRun | undefined;
  /** What the bot was saying when the caller began. */
  readonly interrupted: AudibleRun | undefined;
}

export function stretches(line: Line): AudibleRun[] {
  const joined: AudibleRun[] = [];
  for (const run of line.runs) {
    const last = joined.at(-1);
    if (last !== undefined && run.fromMs - last.toMs < breathLimitMs(line, last.toMs, run.fromMs)) {
      joined[joined.length - 1] = join(last, run);
    } else {
      joined.push(run);
    }
  }
  return joined;
}

function breathLimitMs(line: Line, silentFromMs: number, silentToMs: number): number {
  const ended = line.utterances.filter(({ lastMs }) => lastMs > silentFromMs && lastMs < silentToMs);
  if (ended.some(({ said }) => said.kind === 'dtmf')) return breathAfterDigitsMs;
  return ended.length > 0 ? breathAfterSpeechMs : breathMs;
}

export function turns(line: Line): Turn[] {
  const spoken = stretches(line);
  const groups: Utterance[][] = [];
  for (const utterance of line.utterances) {
    const group = groups.at(-1);
    const reply = group && replyTo(group, spoken);
    if (group === undefined || (reply !== undefined && reply.fromMs < utterance.firstMs)) groups.push([utterance]);
    else group.push(utterance);
  }
  return groups.map((group) => turnOf(group, spoken));
}

function turnOf(utterances: readonly Utterance[], spoken: readonly AudibleRun[]): Turn {
  const { firstMs, lastMs } = spanOf(utterances);
  const reply = replyTo(utterances, spoken);
  const interrupted = spoken.find((stretch) => stretch.fromMs < firstMs && stretch.toMs >= firstMs);
  return { utterances, firstMs, lastMs, reply, interrupted };
}

function replyTo(utterances: readonly Utterance[], spoken: readonly AudibleRun[]): AudibleRun | undefined {
  const { firstMs, lastMs } = spanOf(utterances);
  return spoken.find((stretch) => stretch.fromMs > firstMs && stretch.toMs > lastMs);
}

function spanOf(utterances: readonly Utterance[]): { firstMs: number; lastMs: number } {
  return {
    firstMs: Math.min(...utterances.map((utterance) => utterance.firstMs)),
    lastMs: Math.max(...utterances.map((utterance) => utterance.lastMs)),
  };
}

/**
 * What the bot answered to what was said last, or its greeting when nothing was said yet; only what was still
 * audible after `heardUpToMs`.
 */
export function latestReply(line: Line, heardUpToMs: number): AudibleRun | undefined {
  const firstMs = turns(line).at(-1)?.firstMs ?? Number.NEGATIVE_INFINITY;
  const lastMs = Math.max(heardUpToMs, ...line.utterances.map((utterance) => utterance.lastMs));
  return stretches(line).find((stretch) => stretch.fromMs > firstMs && stretch.toMs > lastMs);
}
