import { describe, expect, test } from 'vitest';
import {
  type HeardTurn,
  type LanguagePolicy,
  type LanguageTrack,
  languageAfter,
  noOtherLanguage,
} from '#src/agent/language/language-track.js';
import type { Language } from '#src/core/language.js';

type Turn = readonly [text: string, language?: Language, confidence?: number];

/** The language after each turn. */
function follow(
  policy: LanguagePolicy,
  from: Language,
  turns: readonly Turn[],
  spoken: readonly Language[] = ['yue', 'cmn', 'en'],
) {
  let track: LanguageTrack = noOtherLanguage;
  let current = from;
  return turns.map(([text, language, confidence]) => {
    const heard: HeardTurn = { text, language, confidence };
    ({ language: current, track } = languageAfter(track, current, heard, { policy, languages: spoken, keys: {} }));
    return current;
  });
}

const english: Turn = ['why is my bill so high this month', 'en'];
const mandarin: Turn = ['为什么这个月的账单这么高', 'cmn'];

describe('a bot that follows its caller', () => {
  test('changes its language when the caller has spoken another one for two turns', () => {
    expect(follow('follow', 'yue', [english, english])).toEqual(['yue', 'en']);
  });

  test('changes it at once when the engine is sure, and not of a word', () => {
    expect(follow('follow', 'yue', [[english[0], 'en', 0.95]])).toEqual(['en']);
    expect(
      follow('follow', 'yue', [
        ['hello', 'en', 0.99],
        ['okay', 'en', 0.99],
        ['yes please', 'en', 0.99],
      ]),
    ).toEqual(['yue', 'yue', 'yue']);
  });

  test('changes it at once when words that it took for English are Chinese altogether', () => {
    expect(follow('follow', 'en', [['我張單點解咁貴', 'yue', 0.7]])).toEqual(['yue']);
    expect(follow('follow', 'en', [['你好', 'yue', 0.7]])).toEqual(['en']);
    expect(follow('follow', 'en', [['我想 check 張單', 'yue', 0.7]])).toEqual(['en']);
    expect(follow('follow', 'en', [['我張單點解咁貴', 'yue', 0.4]])).toEqual(['en']);
  });

  test('is not led astray by one turn that was taken for another language', () => {
    expect(follow('follow', 'yue', [mandarin, ['我想知張單點解咁貴', 'yue'], mandarin])).toEqual(['yue', 'yue', 'yue']);
    expect(follow('follow', 'yue', [mandarin, ['嗯', 'yue'], mandarin])).toEqual(['yue', 'yue', 'cmn']);
    expect(
      follow('follow', 'yue', [
        [mandarin[0], 'cmn', 0.3],
        [mandarin[0], 'cmn', 0.3],
      ]),
    ).toEqual(['yue', 'yue']);
  });

  test('stays with a caller who speaks Cantonese with English words', () => {
    const mixed: Turn = ['我想 upgrade 個 plan', 'en', 0.99];
    expect(follow('follow', 'yue', [mixed, mixed, mixed])).toEqual(['yue', 'yue', 'yue']);
    const taken: Turn = ['我個 data 唔夠用，想轉計劃', 'cmn', 0.99];
    expect(follow('follow', 'yue', [taken, taken])).toEqual(['yue', 'yue']);
  });

  test('believes an ear that hears Cantonese, although its words are written as Mandarin', () => {
    expect(
      follow('follow', 'cmn', [
        ['我想知道账单为什么这么贵', 'yue'],
        ['是的这个月的账单', 'yue'],
      ]),
    ).toEqual(['cmn', 'yue']);
  });

  test('does as it is asked, at once', () => {
    expect(follow('follow', 'yue', [['speak English please']])).toEqual(['en']);
    expect(follow('follow', 'en', [['講廣東話', 'cmn']])).toEqual(['yue']);
  });

  test('speaks no language that it does not have', () => {
    expect(follow('follow', 'yue', [english, english, ['speak English please', 'en']], ['yue', 'cmn'])).toEqual([
      'yue',
      'yue',
      'yue',
    ]);
  });
});

test('a bot that wants to be asked does not go by what it hears', () => {
  expect(follow('asked', 'yue', [english, english, ['English please', 'en']])).toEqual(['yue', 'yue', 'en']);
});

test('a bot with one language for good stays with it', () => {
  expect(follow('fixed', 'yue', [english, english, ['English please', 'en']])).toEqual(['yue', 'yue', 'yue']);
});
