import type { Language } from '../../../core/language.js';
import { type Chinese, chineseCardinal, chineseDigits, chineseNumber } from './chinese.js';
import { englishCardinal, englishDigits, englishMonths, englishOrdinal, englishYear } from './english.js';
import { sayMoney } from './money.js';
import { sayTime } from './time.js';
import { sayDataRate, sayDataVolume } from './unit.js';

type Groups = readonly (string | undefined)[];
/** `match` holds the groups, `match[0]` the whole; `after` is the text behind it. */
type Say = (match: Groups, after: string) => string;

export interface SpeechRule {
  readonly name: string;
  readonly pattern: RegExp;
  readonly en: Say;
  readonly zh: (match: Groups, after: string, language: Chinese) => string;
}

/** Above this a number is read digit by digit. */
const largestCardinal = 999_999_999_999;
const monthPattern =
  'Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?';

const numeric = (text: string | undefined): string => (text ?? '').replaceAll(',', '');
const fullMonth = (name: string): string =>
  englishMonths.find((month) => month.toLowerCase().startsWith(name.slice(0, 3).toLowerCase())) ?? name;

function englishNumber(text: string): string {
  const number = numeric(text);
  const [whole = '0', fraction] = number.replace(/^-/, '').split('.');
  const sign = number.startsWith('-') ? 'minus ' : '';
  if (Number(whole) > largestCardinal) return sign + englishDigits(whole);
  return `${sign}${englishCardinal(Number(whole))}${fraction === undefined ? '' : ` point ${englishDigits(fraction)}`}`;
}

const zhNumber = (text: string | undefined, after: string, language: Chinese): string => {
  const number = numeric(text);
  return Number(number.split('.')[0]) > largestCardinal
    ? chineseDigits(number.replace(/\D/g, ''))
    : chineseNumber(number, after, language);
};

const zhDate = (year: string | undefined, month: string, day: string | undefined, language: Chinese): string =>
  [
    year === undefined ? '' : `${chineseDigits(year)}年`,
    `${chineseCardinal(Number(month), language)}月`,
    day === undefined ? '' : `${chineseCardinal(Number(day), language)}${language === 'yue' ? '號' : '号'}`,
  ].join('');

const englishDate = (year: string | undefined, month: string, day: string | undefined): string =>
  [
    day === undefined ? '' : `the ${englishOrdinal(Number(day))} of `,
    month,
    year === undefined ? '' : ` ${englishYear(Number(year))}`,
  ].join('');

const monthNumber = (name: string): string => String(englishMonths.indexOf(fullMonth(name)) + 1);

/** Digits one by one, in groups of four as people read numbers out; separators in the text make the groups. */
function digitGroups(text: string): string[] {
  const parts = text.split(/[ -]+/).filter((part) => part !== '');
  if (parts.length > 1) return parts;
  return text.match(/\d{4}(?=\d{4})|\d+/g) ?? [];
}

/** In this order: what a rule has spoken, later rules do not see as digits. */
export const speechRules: readonly SpeechRule[] = [
  {
    name: 'money',
    pattern: /(-?)(HK\$|HKD|US\$|USD|RMB|CNY|\$|¥|£|€)\s?(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?(?!\d)/giu,
    en: ([, sign1, currency, sign2, whole, cents]) =>
      sayMoney(`${sign1}${sign2}`, currency!, numeric(whole), cents, 'en'),
    zh: ([, sign1, currency, sign2, whole, cents], _after, language) =>
      sayMoney(`${sign1}${sign2}`, currency!, numeric(whole), cents, language),
  },
  {
    name: 'ISO date',
    pattern: /(?<!\d)(\d{4})-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?(?!\d|-\d)/gu,
    en: ([, year, month, day]) => englishDate(year, englishMonths[Number(month) - 1]!, day),
    zh: ([, year, month, day], _after, language) => zhDate(year, month!, day, language),
  },
  {
    name: 'day before month',
    pattern: new RegExp(
      `(?<!\\d)(?:the )?(\\d{1,2})(?:st|nd|rd|th)?(?: of)? (${monthPattern})\\b(?:\\.?,? (\\d{4}))?(?!\\d)`,
      'giu',
    ),
    en: ([, day, month, year]) => englishDate(year, fullMonth(month!), day),
    zh: ([, day, month, year], _after, language) => zhDate(year, monthNumber(month!), day, language),
  },
  {
    name: 'month before day',
    pattern: new RegExp(`\\b(${monthPattern})\\.? (\\d{1,2})(?:st|nd|rd|th)?(?:,? (\\d{4}))?(?!\\d)`, 'giu'),
    en: ([, month, day, year]) => englishDate(year, fullMonth(month!), day),
    zh: ([, month, day, year], _after, language) => zhDate(year, monthNumber(month!), day, language),
  },
  {
    name: 'month and year',
    pattern: new RegExp(`\\b(${monthPattern}) (\\d{4})(?!\\d)`, 'giu'),
    en: ([, month, year]) => englishDate(year, fullMonth(month!), undefined),
    zh: ([, month, year], _after, language) => zhDate(year, monthNumber(month!), undefined, language),
  },
  {
    name: 'Chinese date',
    pattern: /(?:(\d{4})\s?年\s?)?(?<!\d)(\d{1,2})\s?月(?:\s?(\d{1,2})\s?[日號号])?/gu,
    en: ([, year, month, day]) => englishDate(year, englishMonths[Number(month) - 1] ?? englishNumber(month!), day),
    zh: ([, year, month, day], _after, language) => zhDate(year, month!, day, language),
  },
  {
    name: 'Chinese year',
    pattern: /(?<!\d)(\d{4})\s?年/gu,
    en: ([, year]) => englishYear(Number(year)),
    zh: ([, year]) => `${chineseDigits(year!)}年`,
  },
  {
    name: 'day of the month',
    pattern: /(?<!\d)(\d{1,2})\s?([號号])/gu,
    en: ([, day]) => `number ${englishNumber(day!)}`,
    zh: ([, day, mark], _after, language) => chineseCardinal(Number(day), language) + mark,
  },
  {
    name: 'time of day',
    pattern: /(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?:\s?([ap])\.?m\b\.?)?(?![\d:])/giu,
    en: ([, hour, minute, half]) => sayTime(Number(hour), Number(minute), half, 'en'),
    zh: ([, hour, minute, half], _after, language) => sayTime(Number(hour), Number(minute), half, language),
  },
  {
    name: 'full hour',
    pattern: /(?<![\d:.])(1[0-2]|[1-9])\s?([ap])\.?m\b\.?/giu,
    en: ([, hour, half]) => sayTime(Number(hour), 0, half, 'en'),
    zh: ([, hour, half], _after, language) => sayTime(Number(hour), 0, half, language),
  },
  {
    name: 'round the clock',
    pattern: /(?<!\d)24\s?\/\s?7(?!\d)/gu,
    en: () => 'twenty-four hours a day, seven days a week',
    zh: (_match, _after, language) => (language === 'yue' ? '全日廿四小時' : '全天二十四小时'),
  },
  {
    name: 'percentage',
    pattern: /(-?)(\d[\d,]*(?:\.\d+)?)\s?%/gu,
    en: ([, sign, number]) => `${englishNumber(`${sign}${number}`)} percent`,
    zh: ([, sign, number], _after, language) =>
      `${sign === '-' ? chineseNumber('-0', '', language).slice(0, -1) : ''}百分之${zhNumber(number, '', language)}`,
  },
  {
    name: 'data rate',
    pattern: /(\d[\d,]*(?:\.\d+)?)\s?([KMG])bps\b/giu,
    en: ([, number, unit]) => sayDataRate(englishNumber(number!), unit!, 'en'),
    zh: ([, number, unit], _after, language) => sayDataRate(zhNumber(number, '個', language), unit!, language),
  },
  {
    name: 'data volume',
    pattern: /(\d[\d,]*(?:\.\d+)?)\s?([KMGT])B(?![A-Za-z])/giu,
    en: ([, number, unit]) => sayDataVolume(englishNumber(number!), numeric(number) === '1', unit!, 'en'),
    zh: ([, number, unit], _after, language) => sayDataVolume(zhNumber(number, '個', language), false, unit!, language),
  },
  {
    name: 'network generation',
    pattern: /(?<![\dA-Za-z])([2-6])G(?![A-Za-z\d])/gu,
    en: ([, generation]) => `${englishNumber(generation!)} G`,
    zh: ([, generation]) => `${chineseDigits(generation!)} G`,
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
    en: ([, from, to]) => `${englishNumber(from!)} to ${englishNumber(to!)}`,
    zh: ([, from, to], after, language) => `${zhNumber(from, '', language)}至${zhNumber(to, after, language)}`,
  },
  {
    name: 'number',
    pattern: /(?<![\d\p{L}])-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\d+/gu,
    en: ([number]) => englishNumber(number!),
    zh: ([number], after, language) => zhNumber(number, after, language),
  },
];

function spelled(code: string, digits: (run: string) => string): string {
  return (code.match(/[A-Za-z]|\d+/g) ?? []).map((run) => (/\d/.test(run) ? digits(run) : run.toUpperCase())).join(' ');
}

/** Symbols that have a name worth saying; every other symbol is left out. */
export const symbolNames: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  '&': { en: ' and ', yue: '同', cmn: '和' },
  '+': { en: ' plus ', yue: '加', cmn: '加' },
  '=': { en: ' equals ', yue: '等於', cmn: '等于' },
  '@': { en: ' at ', yue: ' at ', cmn: ' at ' },
  '#': { en: ' hash ', yue: '井號', cmn: '井号' },
  '*': { en: ' star ', yue: '星號', cmn: '星号' },
  '%': { en: ' percent ', yue: '百分比', cmn: '百分比' },
  '/': { en: ' ', yue: '，', cmn: '，' },
};
