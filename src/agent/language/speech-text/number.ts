import { type Chinese, chineseDigits, chineseNumber } from './chinese.js';
import { englishCardinal, englishDigits } from './english.js';

/** Above this a number is read digit by digit. */
const largestCardinal = 999_999_999_999;

/** "1,234" without its separators. */
export const plainNumber = (text: string | undefined): string => (text ?? '').replaceAll(',', '');

/** Digits with separators, a sign, a fraction. */
export function sayEnglishNumber(text: string): string {
  const number = plainNumber(text);
  const [whole = '0', fraction] = number.replace(/^-/, '').split('.');
  const sign = number.startsWith('-') ? 'minus ' : '';
  if (Number(whole) > largestCardinal) return sign + englishDigits(whole);
  return `${sign}${englishCardinal(Number(whole))}${fraction === undefined ? '' : ` point ${englishDigits(fraction)}`}`;
}

/** `after` is the text behind the number, which decides between 二 and 兩. */
export function sayChineseNumber(text: string | undefined, after: string, language: Chinese): string {
  const number = plainNumber(text);
  return Number(number.split('.')[0]) > largestCardinal
    ? chineseDigits(number.replace(/\D/g, ''))
    : chineseNumber(number, after, language);
}
