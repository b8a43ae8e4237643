import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestPath, confidenceOf, likeliestTexts } from '#src/engines/local/recogniser/ctc/decoding.js';
import { logOf, logProbabilities } from '#src/engines/local/recogniser/ctc/log-probabilities.js';
import { rowsOfPath, rowsOfProbabilities } from '../../support/ctc-rows.js';

const blank = 0;

describe('the best path', () => {
  test('has a token once that goes on, twice with a blank between, and no blanks', () => {
    expect(bestPath(rowsOfPath([0, 1, 1, 0, 1, 2, 0], 3), blank).map(({ id, first }) => [id, first])).toEqual([
      [1, 1],
      [1, 4],
      [2, 5],
    ]);
  });

  test('tells where a token is likeliest', () => {
    const rows = rowsOfProbabilities([
      [0.4, 0.6],
      [0.1, 0.9],
      [0.3, 0.7],
    ]);
    expect(bestPath(rows, blank)).toEqual([{ id: 1, first: 0, row: 1, probability: expect.closeTo(0.9, 5) }]);
  });

  test('is as sure as the mean of its tokens', () => {
    const spoken = bestPath(
      rowsOfProbabilities([
        [0.1, 0.8, 0.1],
        [0.9, 0.05, 0.05],
        [0.3, 0.2, 0.5],
      ]),
      blank,
    );
    expect(confidenceOf(spoken)).toBeCloseTo(Math.sqrt(0.8 * 0.5), 5);
    expect(confidenceOf([])).toBe(0);
  });
});

describe('the likeliest texts', () => {
  test('are told by the sum of their paths: a text of many may be likelier than the best path', () => {
    const rows = rowsOfProbabilities([
      [0.6, 0.4],
      [0.6, 0.4],
    ]);
    expect(bestPath(rows, blank)).toEqual([]);
    const [first, second] = likeliestTexts(rows, blank, 3);
    expect(first).toEqual({ ids: [1], log: expect.closeTo(Math.log(0.64), 5) });
    expect(second).toEqual({ ids: [], log: expect.closeTo(Math.log(0.36), 5) });
  });

  test('add up to 1 where the beam holds them all', () => {
    const row = fc.array(fc.double({ min: 0.05, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), (rows) => {
        const all = logProbabilities(Float32Array.from(rows.flat(), Math.log), 3);
        const sum = likeliestTexts(all, blank, 200).reduce((total, { log }) => total + Math.exp(log), 0);
        expect(sum).toBeCloseTo(1, 5);
      }),
    );
  });
});

describe('log probabilities', () => {
  test('are those of the scores, whatever is added to a row, and leave rows of tags out', () => {
    const all = logProbabilities(Float32Array.from([9, 9, 9, 1, 2, 3, 1001, 1002, 1003]), 3, 1);
    expect(all.rows).toBe(2);
    const sum = Math.exp(1) + Math.exp(2) + Math.exp(3);
    expect(logOf(all, 0, 1)).toBeCloseTo(2 - Math.log(sum), 5);
    expect(logOf(all, 1, 1)).toBeCloseTo(2 - Math.log(sum), 4);
    expect([...all.best]).toEqual([2, 2]);
    expect(all.likely).toEqual([
      [2, 1, 0],
      [2, 1, 0],
    ]);
  });

  test('name as likely only what is not hopeless', () => {
    expect(logProbabilities(Float32Array.from([0, -5, -7]), 3).likely).toEqual([[0, 1]]);
  });
});
