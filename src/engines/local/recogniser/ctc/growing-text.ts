/**
 * The text of an utterance that grows: what is settled, which is not decoded again, and where the next decoding begins. It is
 * settled in the pauses between words, so that no word is cut in two. Pure.
 */
import type { SpokenToken } from './decoding.js';
import { type LogProbabilities, rowsOf } from './log-probabilities.js';

/** Time before a cut that is decoded once more with what follows it, for the sake of its context. */
const contextMs = 480;
/** Words this near to the end may yet change. */
const unsettledMs = 480;
/** A pause between words in which is cut; less of one only where the rest has grown too long. */
const pauseMs = 180;
const longRestMs = 3_600;

export interface GrowingText {
  readonly settled: readonly SpokenToken[];
  /** Frame up to which it is settled. */
  readonly settledFrame: number;
}

export const nothingYet: GrowingText = { settled: [], settledFrame: 0 };

/** First frame of the next decoding. */
export function firstFrame({ settledFrame }: GrowingText, framesARow: number): number {
  const context = rowsFor(contextMs, framesARow) * framesARow;
  return Math.max(0, settledFrame - context);
}

const rowsFor = (ms: number, framesARow: number): number => Math.ceil(ms / (10 * framesARow));

/** Of a decoding from firstFrame() on, the rows and tokens behind what is settled. */
export function unsettled(
  text: GrowingText,
  { words, spoken }: { readonly words: LogProbabilities; readonly spoken: readonly SpokenToken[] },
  framesARow: number,
): { readonly words: LogProbabilities; readonly spoken: readonly SpokenToken[] } {
  const skip = Math.min(words.rows, Math.round((text.settledFrame - firstFrame(text, framesARow)) / framesARow));
  return {
    words: rowsOf(words, skip),
    spoken: spoken.flatMap((token) =>
      token.row < skip ? [] : [{ ...token, first: token.first - skip, row: token.row - skip }],
    ),
  };
}

/** Rows of an unsettled part that can be settled; 0 when none can yet. */
export function rowsToSettle(words: LogProbabilities, blank: number, framesARow: number): number {
  const last = words.rows - rowsFor(unsettledMs, framesARow);
  const least = rowsFor(pauseMs, framesARow);
  const pauses = blankRuns(words, blank, last);
  const clear = pauses.filter(({ length }) => length >= least).at(-1);
  const isLong = words.rows * framesARow * 10 > longRestMs;
  const chosen = clear ?? (isLong ? pauses.reduce(longer, undefined as Run | undefined) : undefined);
  if (chosen !== undefined) return chosen.from + (chosen.length >> 1);
  return isLong ? Math.max(0, last) : 0;
}

interface Run {
  readonly from: number;
  readonly length: number;
}

const longer = (a: Run | undefined, b: Run): Run => (a === undefined || b.length >= a.length ? b : a);

/** Runs of blanks between words, before row `end`. */
function blankRuns({ best }: LogProbabilities, blank: number, end: number): Run[] {
  const runs: Run[] = [];
  let from: number | undefined;
  let hasWord = false;
  for (let row = 0; row < end; row++) {
    if (best[row] === blank) {
      from ??= row;
      continue;
    }
    if (hasWord && from !== undefined) runs.push({ from, length: row - from });
    hasWord = true;
    from = undefined;
  }
  if (hasWord && from !== undefined && from < end) runs.push({ from, length: end - from });
  return runs;
}

export function settle(
  text: GrowingText,
  spoken: readonly SpokenToken[],
  rows: number,
  framesARow: number,
): GrowingText {
  return {
    settled: [...text.settled, ...spoken.filter(({ row }) => row < rows)],
    settledFrame: text.settledFrame + rows * framesARow,
  };
}
