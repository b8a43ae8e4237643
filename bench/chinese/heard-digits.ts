/** What a recogniser makes of a dictated number when it mishears: words of digits, each wrong with some probability. */
import type { Language } from '#src/core/language.js';

export type Random = () => number;

export const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;

const names: Readonly<Record<Language, readonly string[]>> = {
  en: 'zero one two three four five six seven eight nine'.split(' '),
  yue: [...'零一二三四五六七八九'],
  cmn: [...'零一二三四五六七八九'],
};
/** Digits that sound alike, by digit: in English one/nine and five/nine, in Cantonese 一/七 and 二/四, in Mandarin 一/七 and 六/九. */
const near: Readonly<Record<Language, readonly string[]>> = {
  en: ['4', '9', '3', '2', '5', '9', '7', '6', '3', '5'],
  yue: ['4', '7', '4', '8', '2', '6', '5', '1', '3', '6'],
  cmn: ['6', '7', '0', '4', '3', '0', '9', '1', '7', '6'],
};
/** Other words that sound like the digit, or nearly. */
const alike: Readonly<Record<Language, readonly string[]>> = {
  en: ['oh', 'won', 'to', 'tree', 'for', 'fife', 'sex', 'heaven', 'ate', 'nein'],
  yue: [...'玲日意散是唔录漆百狗'],
  cmn: [...'领要而山是舞流起吧就'],
};
/** A word that belongs to no number. */
const stray: Readonly<Record<Language, readonly string[]>> = {
  en: ['um', 'uh', 'the', 'where'],
  yue: [...'呃嗯呢邊'],
  cmn: [...'呃嗯的边'],
};

/**
 * Half of the mishearings are substitutions, of these one half by a digit that sounds alike, a quarter by any other and a quarter
 * by another word; a quarter is lost and a quarter is a word too many.
 */
export function mishear(digits: string, language: Language, random: Random, errorShare: number): string {
  const words = [...digits].flatMap((digit) => {
    const name = names[language][Number(digit)]!;
    if (random() >= errorShare) return [name];
    const kind = random();
    if (kind < 0.25) return [names[language][Number(near[language][Number(digit)])]!];
    if (kind < 0.375) return [pick(random, names[language])];
    if (kind < 0.5) return [alike[language][Number(digit)]!];
    if (kind < 0.75) return [];
    return [name, random() < 0.5 ? pick(random, names[language]) : pick(random, stray[language])];
  });
  return words.join(language === 'en' ? ' ' : '');
}

/** A word besides the digits: lost, or heard as another, with the same probability. */
export function mishearWord(word: string, language: Language, random: Random, errorShare: number): string {
  if (random() >= errorShare) return word;
  return random() < 0.5 ? '' : pick(random, stray[language]);
}
