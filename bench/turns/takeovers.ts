/** When the bot takes the turn. */
import { turns } from '#src/caller/line.js';
import type { VirtualCall } from '../../test/support/virtual-call/virtual-call.js';
import { type Emit, percentile, type Row } from '../row.js';
import type { TurnAudio } from '../turn-audio.js';
import { isOverFor, type Setting, say, startCall } from './setting.js';

/** A reply that comes later than this is none. */
const missedMs = 3000;
/** So much of a reply proves it. */
const heardMs = 200;
const replyMs = 1500;
const questionMs = 800;
/** Between the bot's question and the number. */
const thinkMs = 600;
/** A transcript has a word so long after it was said. */
const transcriptMs = 300;

type Context = Omit<Row, 'name' | 'value' | 'unit'>;

export interface TakeOver {
  /** The bot was audible before the caller's last voiced packet. */
  readonly premature: boolean;
  readonly missed: boolean;
  readonly gapMs: number;
  readonly guesses: number;
  readonly commits: number;
}

/** Holds each turn in a call of its own. */
export async function takeOvers(
  setting: Setting,
  said: readonly TurnAudio[],
  speculation: boolean,
  transcript = false,
): Promise<TakeOver[]> {
  const outcomes = [];
  for (const [index, turn] of said.entries()) {
    const isNumber = turn.expectedDigits > 0;
    const question = { text: 'What is your number?', audioMs: questionMs, expects: turn.expectedDigits };
    const answer = { text: 'Yes.', audioMs: replyMs };
    const call = await startCall(setting, index, isNumber ? [question, answer] : [answer], speculation);
    if (isNumber) await ask(call, setting.opener);
    outcomes.push(await takeOver(call, turn, transcript));
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

async function takeOver(call: VirtualCall, turn: TurnAudio, transcript: boolean): Promise<TakeOver> {
  const before = call.events.length;
  await say(call, turn);
  if (transcript) hearWords(call, turn);
  const isAnswered = () => {
    const { toMs, fromMs } = call.caller.runs.at(-1)!;
    return isOverFor(call, 0) && toMs - fromMs >= heardMs && isOverFor(call, call.clock.nowMs() - fromMs);
  };
  await call.runUntil(() => isAnswered() || isOverFor(call, missedMs), turn.samples.length / 8 + missedMs);
  const { line } = call.caller;
  const { reply } = turns(line).at(-1)!;
  const { firstMs, lastMs } = line.utterances.at(-1)!;
  const guesses = call.events.slice(before).flatMap(({ event }) => (event.type === 'guess' ? [event.outcome] : []));
  return {
    premature: line.runs.some(({ fromMs }) => fromMs > firstMs && fromMs <= lastMs),
    missed: reply === undefined,
    gapMs: reply === undefined ? Number.NaN : reply.fromMs - lastMs,
    guesses: guesses.filter((outcome) => outcome === 'started').length,
    commits: guesses.filter((outcome) => outcome === 'committed').length,
  };
}

/** The engine's own recogniser tells the words as they come. */
function hearWords(call: VirtualCall, { words = [] }: TurnAudio): void {
  let text = '';
  for (const word of words) {
    text += ` ${spelled[Number(word.text)]}`;
    const heard = { type: 'heard', text: text.trim(), final: false } as const;
    call.clock.setTimer(word.endMs + transcriptMs, () => call.engine.sessions[0]?.emit(heard));
  }
}

const spelled = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

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
    const share = (name: string, of: (outcome: TakeOver) => boolean) =>
      emit({ name, value: outcomes.filter(of).length / outcomes.length, unit: 'share', ...where, speculation });
    share('turns.premature_share', ({ premature }) => premature);
    share('turns.missed_end_share', ({ missed }) => missed);
  }
  const guesses = sum(guessed, ({ guesses }) => guesses);
  const commits = sum(guessed, ({ commits }) => commits);
  emit({ name: 'turns.committed_share', value: commits / guesses, unit: 'share', ...where, guesses });
  const saved = guessed.flatMap((outcome, index) => {
    const other = without[index]!;
    return isInTime(outcome) && isInTime(other) ? [other.gapMs - outcome.gapMs] : [];
  });
  emit({ name: 'turns.saved_ms', value: sum(saved, (ms) => ms) / saved.length, unit: 'ms', ...where });
}

const isInTime = ({ premature, missed }: TakeOver): boolean => !premature && !missed;

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);
