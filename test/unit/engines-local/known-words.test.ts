import fc from 'fast-check';
import { expect, test } from 'vitest';
import { knownWords, written } from '#src/engines/local/recogniser/vosk/known-words.js';

const vocabulary = new Set(['为什么', '为', '什么', '账单', '这个', '月', '高', 'sim', 'bill', 'my']);
const knows = (word: string): boolean => vocabulary.has(word);

test('Chinese is cut into the longest words of the model, what it does not have is named', () => {
  expect(knownWords('为什么这个月账单这么高', knows)).toEqual({
    words: ['为什么', '这个', '月', '账单', '高'],
    unknown: ['这', '么'],
  });
});

test('English is taken word by word', () => {
  expect(knownWords('my enormous bill', knows)).toEqual({ words: ['my', 'bill'], unknown: ['enormous'] });
});

test('a phrase in two scripts is cut where it is Chinese', () => {
  expect(knownWords('sim 账单', knows)).toEqual({ words: ['sim', '账单'], unknown: [] });
});

test('what was heard is written without spaces between Chinese words', () => {
  expect(written(['我', '的', '账单'])).toBe('我的账单');
  expect(written(['my', 'bill'])).toBe('my bill');
  expect(written(['我', '的', 'sim', '卡'])).toBe('我的 sim 卡');
});

test('no character is lost or doubled, whatever the phrase', () => {
  const character = fc.constantFrom(...'为什么这个月账单高a b😀');
  fc.assert(
    fc.property(fc.string({ unit: character, maxLength: 40 }), (phrase) => {
      const { words, unknown } = knownWords(phrase, knows);
      const sorted = (text: string): string =>
        [...text]
          .filter((unit) => unit !== ' ')
          .sort()
          .join('');
      expect(sorted([...words, ...unknown].join(''))).toBe(sorted(phrase));
      expect(words.every(knows)).toBe(true);
    }),
  );
});
