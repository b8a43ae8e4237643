import { readDigits } from '../../../agent/language/spoken-digits/read-digits.js';
import type { Language } from '../../../core/language.js';

/** Values in what a caller said. Pure; `today` is `YYYY-MM-DD`. */
const chineseDigitCharacters: Readonly<Record<string, string>> = Object.fromEntries(
  [...'零一二三四五六七八九']
    .map((character, digit) => [character, String(digit)])
    .concat([
      ['〇', '0'],
      ['幺', '1'],
      ['兩', '2'],
      ['两', '2'],
    ]),
);
const englishMonthNames = 'january february march april may june july august september october november december'.split(
  ' ',
);
const chineseMonthNames = '一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月'.split(' ');

/**
 * Digits that are listened for. "oh", "double" and "triple" are understood when read, and not listened for: they cost
 * more digits than they bring.
 */
export const digitGrammar: Readonly<Record<Language, readonly string[]>> = {
  en: 'zero one two three four five six seven eight nine'.split(' '),
  yue: [...'零一二三四五六七八九'],
  cmn: [...'零一二三四五六七八九幺'],
};
/** Months that are listened for. */
export const monthGrammar: Readonly<Record<Language, readonly string[]>> = {
  en: [...englishMonthNames, 'last month', 'this month'],
  yue: [...chineseMonthNames, '上個月', '今個月', '呢個月'],
  cmn: [...chineseMonthNames, '上个月', '这个月'],
};

/** All digits said, in order: "one double two" is "122". */
export const spokenDigits = (text: string, language: Language): string => readDigits(text, language).digits;

/** `YYYY-MM` of the month said, the last of that name that has begun. */
export function spokenMonth(text: string, language: Language, today: string): string | undefined {
  const plain = text.normalize('NFKC').toLowerCase();
  if (/last month|previous month|上(?:個|个)?月/.test(plain)) return shifted(today, -1);
  if (/this month|current month|[今呢這这本](?:個|个)?月/.test(plain)) return shifted(today, 0);
  const month = language === 'en' ? englishMonth(plain) : chineseMonth(plain);
  return month === undefined ? undefined : monthOf(month, today);
}

/** `YYYY-MM` of a month of the year, 1 to 12; undefined for another number. */
export function monthOf(month: number, today: string): string | undefined {
  if (!Number.isInteger(month) || month < 1 || month > 12) return undefined;
  const year = Number(today.slice(0, 4)) - (month > Number(today.slice(5, 7)) ? 1 : 0);
  return `${year}-${String(month).padStart(2, '0')}`;
}

function englishMonth(plain: string): number | undefined {
  const words: readonly string[] = plain.match(/[a-z]+/g) ?? [];
  const index = englishMonthNames.findIndex((name) => words.includes(name));
  // "may" is a verb too: it counts alone or after a preposition.
  if (englishMonthNames[index] === 'may' && words.length > 1 && !/(?:for|in|of|from) may\b/.test(plain))
    return undefined;
  return index < 0 ? undefined : index + 1;
}

function chineseMonth(plain: string): number | undefined {
  const found = /(\d{1,2}|十[一二]?|[一二三四五六七八九])\s?月/u.exec(plain)?.[1];
  if (found === undefined) return undefined;
  if (/^\d+$/.test(found)) return Number(found);
  const digits = [...found].map((character) => chineseDigitCharacters[character] ?? '10');
  return digits.reduce((sum, digit) => sum + Number(digit), 0);
}

function shifted(today: string, months: number): string {
  const index = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1 + months;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
}
