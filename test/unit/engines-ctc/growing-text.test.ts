import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestPath } from '#src/engines/local/recogniser/ctc/decoding.js';
import {
  firstFrame,
  type GrowingText,
  nothingYet,
  rowsToSettle,
  settle,
  unsettled,
} from '#src/engines/local/recogniser/ctc/growing-text.js';
import { rowsOf } from '#src/engines/local/recogniser/ctc/log-probabilities.js';
import { rowsOfPath } from '../../support/ctc-rows.js';

const framesARow = 6;
const blank = 0;
const tokens = 5;
const rows = (path: readonly number[]) => rowsOfPath(path, tokens);
const pause = (length: number): number[] => new Array(length).fill(blank);
/** Words of one or two rows each, with pauses between them. */
const speech = fc
  .array(fc.tuple(fc.integer({ min: 1, max: tokens - 1 }), fc.integer({ min: 1, max: 2 }), fc.nat(6)), {
    maxLength: 60,
  })
  .map((words) => words.flatMap(([id, length, gap]) => [...new Array<number>(length).fill(id), ...pause(gap)]));

describe('what is settled of an utterance that grows', () => {
  test('ends in the middle of the last clear pause', () => {
    expect(rowsToSettle(rows([1, 1, 0, 0, 0, 0, 2, 0, 3, ...pause(8)]), blank, framesARow)).toBe(4);
  });

  test('is nothing where words follow without a pause, or the pause is at the end and may not be over', () => {
    expect(rowsToSettle(rows([1, 0, 2, 0, 3, 0, 4, 0, 1, 0, 2, 0, 3]), blank, framesARow)).toBe(0);
    expect(rowsToSettle(rows([1, ...pause(8)]), blank, framesARow)).toBe(0);
    expect(rowsToSettle(rows([]), blank, framesARow)).toBe(0);
  });

  test('ends in a lesser pause where the rest has grown long, and anywhere where there is none', () => {
    const long = new Array(40).fill([1, 2]).flat();
    expect(rowsToSettle(rows([...long.slice(0, 30), 0, ...long.slice(0, 40)]), blank, framesARow)).toBe(30);
    expect(rowsToSettle(rows(long), blank, framesARow)).toBe(80 - 8);
  });

  test('never ends inside a word that has a pause before or behind it', () => {
    fc.assert(
      fc.property(speech, (path) => {
        const cut = rowsToSettle(rows(path), blank, framesARow);
        expect(cut).toBeLessThanOrEqual(Math.max(0, path.length - 8));
        const hasPause = path.slice(0, Math.max(0, path.length - 8)).some((id, at) => id === blank && at > 0);
        if (cut > 0 && hasPause && path[0] !== blank) expect(path[cut]).toBe(blank);
      }),
    );
  });

  test('and what follows it are all words, once each, however often it is looked at', () => {
    fc.assert(
      fc.property(speech, fc.integer({ min: 3, max: 20 }), (path, step) => {
        let text: GrowingText = nothingYet;
        const look = (seen: number) => {
          const from = firstFrame(text, framesARow) / framesARow;
          const words = rowsOf(rows(path.length === 0 ? [blank] : path), from, seen);
          return unsettled(text, { words, spoken: bestPath(words, blank) }, framesARow);
        };
        let longest = 0;
        for (let seen = step; seen < path.length; seen += step) {
          const rest = look(seen);
          longest = Math.max(longest, rest.words.rows);
          const settled = rowsToSettle(rest.words, blank, framesARow);
          if (settled > 0) text = settle(text, rest.spoken, settled, framesARow);
        }
        const said = [...text.settled, ...look(path.length).spoken].map(({ id }) => id);
        expect(said).toEqual(bestPath(rows(path.length === 0 ? [blank] : path), blank).map(({ id }) => id));
        // 3.6 s, and what came since the last look.
        expect(longest).toBeLessThanOrEqual(60 + 2 * step);
      }),
    );
  });

  test('is decoded once more for 480 ms before the next words, for the sake of their context', () => {
    expect(firstFrame({ settled: [], settledFrame: 300 }, framesARow)).toBe(252);
    expect(firstFrame({ settled: [], settledFrame: 30 }, framesARow)).toBe(0);
  });
});
