import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sentencesOf } from '#src/engines/sentences/sentences.js';

const rows: readonly (readonly [string, readonly string[]])[] = [
  ['Hello. How are you?', ['Hello. ', 'How are you?']],
  ['Your bill is HK$1,234.50. Pay by 8 May.', ['Your bill is HK$1,234.50. ', 'Pay by 8 May.']],
  ['Mr. Chan is here.', ['Mr. Chan is here.']],
  ['你好！請問有咩可以幫到你？', ['你好！', '請問有咩可以幫到你？']],
  ['版本1.5可以用。好。', ['版本1.5可以用。', '好。']],
  ['No end', ['No end']],
  ['', []],
  [' \n ', []],
];

test.each(rows)('%j is said in its sentences', (text, sentences) => {
  expect(sentencesOf(text)).toEqual(sentences);
});

test('a sentence without an end is cut at its commas, and none is long', () => {
  const pieces = sentencesOf('a very long list, '.repeat(50));
  expect(pieces.length).toBeGreaterThan(1);
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(240);
});

test('nothing of a text is lost and nothing is said twice', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 1000 }), (text) => {
      const compact = (written: string): string => written.replaceAll(/\s/g, '');
      expect(compact(sentencesOf(text).join(''))).toBe(compact(text));
    }),
  );
});
