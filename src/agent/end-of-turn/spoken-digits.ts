import type { Language } from '../../core/language.js';

const englishDigits: Readonly<Record<string, number>> = {
  ...ofLength(1, ['zero', 'oh', 'o', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']),
  ...ofLength(2, ['ten', 'eleven', 'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen']),
  ...ofLength(2, ['nineteen']),
};
const englishTens = new Set(['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']);
const englishRepeats: Readonly<Record<string, number>> = { double: 2, triple: 3 };
/** Digit by digit, as numbers are dictated; 孖 is Cantonese for "double". */
const chineseDigit = /[0-9零〇洞一二三四五六七八九幺壹兩两]/u;
const chineseRepeat = '孖';

/** How many digits of a dictated number a transcript holds, e.g. 4 for "one two double three" or "一二孖三". */
export function spokenDigits(text: string, language: Language): number {
  return language === 'en' ? inEnglish(text) : inChinese(text);
}

function inEnglish(text: string): number {
  let count = 0;
  let repeat = 1;
  let afterTens = false;
  for (const word of text.toLowerCase().match(/[a-z]+|[0-9]/gu) ?? []) {
    const isTens = englishTens.has(word);
    const digits = /[0-9]/u.test(word) || isTens ? 1 : (englishDigits[word] ?? 0);
    count += digits * repeat;
    // "twenty three" is two digits, "twenty" alone too.
    if (afterTens && digits !== 1) count += 1;
    if (afterTens && isTens) count += 1;
    afterTens = isTens;
    repeat = englishRepeats[word] ?? 1;
  }
  return afterTens ? count + 1 : count;
}

function inChinese(text: string): number {
  let count = 0;
  let repeat = 1;
  for (const character of text.normalize('NFKC')) {
    if (chineseDigit.test(character)) count += repeat;
    repeat = character === chineseRepeat ? 2 : 1;
  }
  return count;
}

function ofLength(length: number, words: readonly string[]): Record<string, number> {
  return Object.fromEntries(words.map((word) => [word, length]));
}
