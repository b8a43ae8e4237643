/** When the bot takes the turn. */
import { turns } from '#src/caller/line.js';
import type { VirtualCall } from '../../test/support/virtual-call/virtual-call.js';
import { type Emit, percentile, type Row } from '../row.js';
import type { TurnAudio } from '../turn-audio.js';
import type { Partial } from './partials.js';
import { type BotManner, isOverFor, type Setting, say, startCall } from './setting.js';

/** A reply that comes later than this is none. */
const missedMs = 3000;
/** So much of a reply proves it. */
const heardMs = 200;
const replyMs = 1500;
const questionMs = 800;
/** Between the bot's question and the number. */
const thinkMs = 600;

type Context = Omit<Row, 'name' | 'value' | 'unit'>;

export interface TakeOver {
  /** The bot was audible before the caller's last voiced packet. */
  readonly premature: boolean;
  readonly missed: boolean;
  /** To the bot's first audible packet, whatever it says. */
  readonly gapMs: number;
  /** To the first packet of the engine's reply. */
  readonly replyGapMs: number;
  readonly guesses: number;
  readonly commits: number;
}

export interface Manner extends Pick<BotManner, 'speculation' | 'opener'> {
  /** Of each turn, in the order of the turns: what the engine tells of it while it is being said. */
  readonly partials?: readonly (readonly Partial[])[];
}

/** Holds each turn in a call of its own. */
export async function takeOvers(setting: Setting, said: readonly TurnAudio[], manner: Manner): Promise<TakeOver[]> {
  const outcomes = [];
  for (const [index, turn] of said.entries()) {
    const isNumber = turn.expectedDigits > 0;
    const question = { text: 'What is your number?', audioMs: questionMs, expects: turn.expectedDigits };
    const answer = { text: 'Yes.', audioMs: replyMs };
    const replies = isNumber ? [question, answer] : [answer];
    const call = await startCall(setting, index, replies, { ...manner, language: turn.language });
    if (isNumber) await ask(call, setting.opener);
    outcomes.push(await takeOver(call, turn, manner.partials?.[index] ?? []));
    await call.end();
  }
  return outcomes;
}

async function ask(call: VirtualCall, opener: TurnAudio): Promise<void> {
  await say(call, opener);
  await call.runUntil(() => isOverFor(call, 0), opener.samples.length / 8);
  await call.waitReply();
  await call.run(thinkMs);
}

async function takeOver(call: VirtualCall, turn: TurnAudio, partials: readonly Partial[]): Promise<TakeOver> {
  const before = call.events.length;
  await say(call, turn);
  for (const { atMs, text } of partials) {
    call.clock.setTimer(atMs, () => call.engine.sessions[0]?.emit({ type: 'heard', text, final: false }));
  }
  const repliedMs = () => call.events.slice(before).findLast(({ event }) => event.type === 'turn')?.atMs;
  const isAnswered = () => isOverFor(call, 0) && isAudibleFor(call, heardMs) && (repliedMs() ?? 0) > lastMs(call);
  await call.runUntil(() => isAnswered() || isOverFor(call, missedMs), turn.samples.length / 8 + missedMs);
  const { line } = call.caller;
  const { reply } = turns(line).at(-1)!;
  const { firstMs } = line.utterances.at(-1)!;
  const guesses = call.events.slice(before).flatMap(({ event }) => (event.type === 'guess' ? [event.outcome] : []));
  return {
    premature: line.runs.some(({ fromMs }) => fromMs > firstMs && fromMs <= lastMs(call)),
    missed: reply === undefined,
    gapMs: reply === undefined ? Number.NaN : reply.fromMs - lastMs(call),
    replyGapMs: (repliedMs() ?? Number.NaN) - lastMs(call),
    guesses: guesses.filter((outcome) => outcome === 'started').length,
    commits: guesses.filter((outcome) => outcome === 'committed').length,
  };
}

const lastMs = (call: VirtualCall): number => call.caller.line.utterances.at(-1)!.lastMs;

function isAudibleFor({ caller, clock }: VirtualCall, durationMs: number): boolean {
  const { fromMs, toMs } = caller.runs.at(-1)!;
  return toMs - fromMs >= durationMs && fromMs > caller.line.utterances.at(-1)!.lastMs && clock.nowMs() >= toMs;
}

/** Rows of one set of turns: with speculation and without, the same turns in the same order. */
export function reportTakeOvers(
  guessed: readonly TakeOver[],
  without: readonly TakeOver[],
  context: Context,
  emit: Emit,
): void {
  const where = { ...context, turns: guessed.length };
  for (const [outcomes, speculation] of [
    [guessed, true],
    [without, false],
  ] as const) {
    const gaps = outcomes.filter(isInTime).map(({ gapMs }) => gapMs);
    emit({ name: 'turns.gap_ms.p50', value: percentile(gaps, 0.5), unit: 'ms', ...where, speculation });
    emit({ name: 'turns.gap_ms.p95', value: percentile(gaps, 0.95), unit: 'ms', ...where, speculation });
    const replies = outcomes.filter(isInTime).map(({ replyGapMs }) => replyGapMs);
    emit({ name: 'turns.reply_gap_ms.p50', value: percentile(replies, 0.5), unit: 'ms', ...where, speculation });
    emit({ name: 'turns.reply_gap_ms.p95', value: percentile(replies, 0.95), unit: 'ms', ...where, speculation });
    const share = (name: string, of: (outcome: TakeOver) => boolean) =>
      emit({ name, value: outcomes.filter(of).length / outcomes.length, unit: 'share', ...where, speculation });
    share('turns.premature_share', ({ premature }) => premature);
    share('turns.missed_end_share', ({ missed }) => missed);
  }
  const guesses = sum(guessed, ({ guesses }) => guesses);
  const commits = sum(guessed, ({ commits }) => commits);
  emit({ name: 'turns.committed_share', value: commits / guesses, unit: 'share', ...where, guesses });
  // Of the reply: a word of the bot's own comes no earlier for a guess.
  const saved = guessed.flatMap((outcome, index) => {
    const other = without[index]!;
    return isInTime(outcome) && isInTime(other) ? [other.replyGapMs - outcome.replyGapMs] : [];
  });
  emit({ name: 'turns.saved_ms', value: sum(saved, (ms) => ms) / saved.length, unit: 'ms', ...where });
}

const isInTime = ({ premature, missed }: TakeOver): boolean => !premature && !missed;

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);
