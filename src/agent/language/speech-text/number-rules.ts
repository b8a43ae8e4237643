/** Numbers that are counted, numbers that are read out, and codes. */
import { chineseCardinal, chineseDigits } from './chinese.js';
import { englishCardinal, englishDigits, englishOrdinal } from './english.js';
import { sayChineseNumber, sayEnglishNumber } from './number.js';
import type { SpeechRule } from './rule.js';

/** Digits one by one, in groups of four as people read numbers out; separators in the text make the groups. */
function digitGroups(text: string): string[] {
  const parts = text.split(/[ -]+/).filter((part) => part !== '');
  if (parts.length > 1) return parts;
  // A mainland mobile number.
  if (/^1\d{10}$/.test(text)) return [text.slice(0, 3), text.slice(3, 7), text.slice(7)];
  return text.match(/\d{4}(?=\d{4})|\d+/g) ?? [];
}

function spelled(code: string, digits: (run: string) => string): string {
  return (code.match(/[A-Za-z]|\d+/g) ?? []).map((run) => (/\d/.test(run) ? digits(run) : run.toUpperCase())).join(' ');
}

/** What comes before a number that is dialled or keyed, not counted. */
const dialled =
  '(?:\\b(?:call|dial|ring|hotline|phone|number|extension|ext|PIN|code|password)\\b\\.?|熱線|热线|致電|致电|打|拨打|撥打|電話|电话|號碼|号码|內線|分機|分机|密碼|密码)\\s?';

const fractionNames: Readonly<Record<number, string>> = { 2: 'half', 4: 'quarter' };

function englishFraction(part: number, whole: number): string {
  const name = fractionNames[whole] ?? englishOrdinal(whole);
  return `${englishCardinal(part)} ${part === 1 ? name : `${name}s`}`;
}

const comparisons: Readonly<Record<string, { readonly en: string; readonly yue: string; readonly cmn: string }>> = {
  '<': { en: 'less than ', yue: '少過', cmn: '少于' },
  '>': { en: 'more than ', yue: '多過', cmn: '多于' },
  '≤': { en: 'at most ', yue: '最多', cmn: '最多' },
  '≥': { en: 'at least ', yue: '至少', cmn: '至少' },
};

/** Before dates and amounts, which have slashes and letters of their own. */
export const codeRules: readonly SpeechRule[] = [
  {
    name: 'identity card number',
    pattern: /(?<![A-Za-z\d])([A-Z]{1,2})(\d{6})\(([\dA])\)/gu,
    en: ([, letters, digits, check]) =>
      `${spelled(letters!, englishDigits)} ${englishDigits(digits!)}, ${spelled(check!, englishDigits)}`,
    zh: ([, letters, digits, check]) =>
      `${spelled(letters!, chineseDigits)} ${chineseDigits(digits!)}，${spelled(check!, chineseDigits)}`,
  },
  {
    name: 'service code',
    pattern: /\*(\d+)#/gu,
    en: ([, digits]) => `star ${englishDigits(digits!)} hash`,
    zh: ([, digits], _after, language) =>
      language === 'yue' ? `星號${chineseDigits(digits!)}井號` : `星号${chineseDigits(digits!)}井号`,
  },
  {
    name: 'number to dial',
    pattern: new RegExp(`(?<=${dialled})(\\d{3,5})(?![\\d,%./]|\\.\\d)`, 'giu'),
    en: ([, digits]) => englishDigits(digits!),
    zh: ([, digits]) => chineseDigits(digits!),
  },
];

export const numberRules: readonly SpeechRule[] = [
  {
    name: 'fraction',
    pattern: /(?<![\d/.])(\d{1,2})\/(\d{1,2})(?![\d/.])/gu,
    en: ([whole, part, of]) => (Number(part) < Number(of) ? englishFraction(Number(part), Number(of)) : whole!),
    zh: ([whole, part, of], _after, language) =>
      Number(part) < Number(of)
        ? `${chineseCardinal(Number(of), language)}分之${chineseCardinal(Number(part), language)}`
        : whole!,
  },
  {
    name: 'more than a number',
    pattern: /(?<![\dA-Za-z])(\d[\d,]*)\+(?!\d)/gu,
    en: ([, number]) => `more than ${sayEnglishNumber(number!)}`,
    zh: ([, number], after, language) =>
      `${language === 'yue' ? '超過' : '超过'}${sayChineseNumber(number, after, language)}`,
  },
  {
    name: 'comparison',
    pattern: /([<>≤≥])\s?(?=\d)/gu,
    en: ([, sign]) => comparisons[sign!]!.en,
    zh: ([, sign], _after, language) => comparisons[sign!]![language],
  },
  {
    name: 'times',
    pattern: /(?<![\dA-Za-z])(\d+)x\b/giu,
    en: ([, number]) => `${sayEnglishNumber(number!)} times`,
    zh: ([, number], _after, language) => `${sayChineseNumber(number, '倍', language)}倍`,
  },
  {
    name: 'number in a list',
    pattern: /(?:\bNo\.\s?|#)(\d{1,4})(?![\d#])/gu,
    en: ([, number]) => `number ${sayEnglishNumber(number!)}`,
    zh: ([, number], _after, language) =>
      `${chineseCardinal(Number(number), language)}${language === 'yue' ? '號' : '号'}`,
  },
  {
    name: 'place in an order',
    pattern: /第\s?(\d{1,6})/gu,
    en: ([, number]) => englishOrdinal(Number(number)),
    zh: ([, number], _after, language) => `第${chineseCardinal(Number(number), language)}`,
  },
  {
    name: 'number with a letter',
    pattern: /(?<![A-Za-z\d.-])(\d{1,2})([A-Z])(?![A-Za-z\d-])/gu,
    en: ([, number, letter]) => `${sayEnglishNumber(number!)} ${letter}`,
    zh: ([, number, letter], _after, language) => `${chineseCardinal(Number(number), language)}${letter}`,
  },
  {
    name: 'phone or account number',
    pattern:
      /(?<![\d.,])\+?(?:\d{2,4}[ -]){1,5}\d{3,4}(?![\d,]|\.\d)|(?<![\d.,])\+?\d{6,}(?![\d,]|\.\d)|(?<![\d.,])0\d+(?![\d.,])/gu,
    en: ([whole]) => digitGroups(whole!.replace('+', '')).map(englishDigits).join(', '),
    zh: ([whole]) => digitGroups(whole!.replace('+', '')).map(chineseDigits).join('，'),
  },
  {
    name: 'letters and digits',
    pattern:
      /(?<![A-Za-z\d])(?=[A-Za-z\d-]*[A-Za-z]-?\d|[A-Za-z\d-]*\d-?[A-Za-z])(?!\d+(?:st|nd|rd|th)\b)[A-Z\d]+(?:-[A-Z\d]+)*(?![a-z\d])/gu,
    en: ([whole]) => spelled(whole!, englishDigits),
    zh: ([whole]) => spelled(whole!, chineseDigits),
  },
  {
    name: 'ordinal',
    pattern: /(?<!\d)(\d{1,6})(?:st|nd|rd|th)\b/giu,
    en: ([, number]) => englishOrdinal(Number(number)),
    zh: ([, number], _after, language) => `第${chineseCardinal(Number(number), language)}`,
  },
  {
    name: 'range',
    pattern: /(?<![\d-])(\d+)\s?[-–~]\s?(\d+)(?![\d-])/gu,
    en: ([, from, to]) => `${sayEnglishNumber(from!)} to ${sayEnglishNumber(to!)}`,
    zh: ([, from, to], after, language) =>
      `${sayChineseNumber(from, '', language)}至${sayChineseNumber(to, after, language)}`,
  },
  {
    name: 'number',
    pattern: /(?<![\d\p{L}])-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\d+/gu,
    en: ([number]) => sayEnglishNumber(number!),
    zh: ([number], after, language) => sayChineseNumber(number, after, language),
  },
];
