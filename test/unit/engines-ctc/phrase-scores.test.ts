import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowsOf } from '#src/engines/local/recogniser/ctc/log-probabilities.js';
import { PhraseScores } from '#src/engines/local/recogniser/ctc/phrase-scores.js';
import { TokenTable } from '#src/engines/local/recogniser/ctc/token-table.js';
import { rowsOfPath, rowsOfProbabilities } from '../../support/ctc-rows.js';

const table = new TokenTable('<blk> 0\n账 1\n单 2\n转 3\n计 4\n划 5\n');
const scores = PhraseScores.of(['账单', '转计划', '计计'], table, (phrase) => phrase);
const told = (path: readonly number[]) => scores.best(rowsOfPath(path, table.size));

describe('how well a phrase fits', () => {
  test('is 1 where it is what was heard, whatever stands around it', () => {
    expect(told([0, 5, 1, 0, 2, 2, 0, 3])[0]).toEqual({ text: '账单', confidence: expect.closeTo(1, 5) });
  });

  test('is the less the more of it was not heard', () => {
    // One of the two tokens has 0.1 where the likeliest has 0.5.
    const rows = rowsOfProbabilities([
      [0.02, 0.9, 0.02, 0.02, 0.02, 0.02],
      [0.5, 0.1, 0.1, 0.1, 0.1, 0.1],
    ]);
    expect(scores.best(rows)[0]).toEqual({ text: '账单', confidence: expect.closeTo(Math.sqrt(0.1 / 0.5), 4) });
  });

  test('needs a blank between a token and itself', () => {
    expect(told([4, 4]).find(({ text }) => text === '计计')).toBeUndefined();
    expect(told([4, 0, 4])[0]).toEqual({ text: '计计', confidence: expect.closeTo(1, 5) });
  });

  test('is not told of phrases that the model has no tokens for, nor where there are none', () => {
    const odd = PhraseScores.of(['漫游', '账单'], table, (phrase) => phrase);
    expect(odd.best(rowsOfPath([1, 2], table.size)).map(({ text }) => text)).toEqual(['账单']);
    expect(PhraseScores.of([], table, (phrase) => phrase).best(rowsOfPath([1, 2], table.size))).toEqual([]);
  });

  test('is the same whether the rows come at once or are settled one piece after the other', () => {
    const row = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), {
      minLength: table.size,
      maxLength: table.size,
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 24 }), fc.nat(24), fc.nat(24), (probabilities, a, b) => {
        const all = rowsOfProbabilities(probabilities);
        const [first, second] = [Math.min(a, b, all.rows), Math.min(Math.max(a, b), all.rows)];
        const inPieces = scores
          .settle(rowsOf(all, 0, first))
          .settle(rowsOf(all, first, second))
          .best(rowsOf(all, second));
        expect(inPieces).toEqual(scores.best(all));
      }),
    );
  });

  test('is kept apart of what is settled in another turn', () => {
    const settled = scores.settle(rowsOfPath([1, 0, 2], table.size));
    expect(settled.best(rowsOfPath([0], table.size))[0]?.text).toBe('账单');
    expect(scores.best(rowsOfPath([0], table.size))).toEqual([]);
  });
});
