import fc from 'fast-check';
import { expect, test } from 'vitest';
import { languages } from '#src/core/language.js';
import { tokensOf } from '#src/engines/local/dialogue/tokens.js';

const synonyms = {
  yue: [
    ['計劃', 'plan', '月費計劃'],
    ['升級', 'upgrade'],
    ['gb', 'g b', '個 g'],
    ['加', 'top up'],
  ],
};

test.each([
  ['English words in Cantonese are what they stand for', '我想 UPGRADE 個 plan', '我想升級個計劃'],
  ['the longest synonym is the one meant', '月費計劃', 'plan'],
  ['words of two are found in order only', 'top up', '加'],
  ['numbers are compared as they are said', '10GB', '十個 G'],
  ['politeness and hesitation say nothing', '唔該，即係呢，升級吖', '升級'],
])('%s', (_what, said, same) => {
  expect(tokensOf(said, 'yue', synonyms)).toEqual(tokensOf(same, 'yue', synonyms));
});

test('a no is not a yes: 唔 alone is kept', () => {
  expect(tokensOf('唔係', 'yue')).not.toEqual(tokensOf('係', 'yue'));
});

test('synonyms of one language are none of another', () => {
  expect(tokensOf('plan', 'cmn', synonyms)).toEqual(['plan']);
});

test('any text has units, and reading it twice gives the same', () => {
  const text = fc.string({ unit: fc.constantFrom(...'唔該我想 upgrade 個 plan 10GB 月費，。') });
  fc.assert(
    fc.property(text, fc.constantFrom(...languages), (any, language) => {
      expect(tokensOf(any, language, synonyms)).toEqual(tokensOf(any, language, synonyms));
    }),
  );
});
