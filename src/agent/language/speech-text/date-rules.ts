/** Dates, years and days of the week. */
import { type Chinese, chineseCardinal, chineseDigits } from './chinese.js';
import { englishMonths, englishOrdinal, englishYear } from './english.js';
import { sayEnglishNumber } from './number.js';
import type { SpeechRule } from './rule.js';

const monthPattern =
  'Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?';

const fullMonth = (name: string): string =>
  englishMonths.find((month) => month.toLowerCase().startsWith(name.slice(0, 3).toLowerCase())) ?? name;

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

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const dayPattern = 'Sun|Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat';
const dayNumber = (name: string): number => days.findIndex((day) => day.startsWith(name.slice(0, 3)));
const chineseDays = '日一二三四五六';

function chineseDay(name: string): string {
  return `星期${chineseDays[dayNumber(name)]}`;
}

/** A day and a month that can be ones. */
const isDayAndMonth = (day: number, month: number): boolean => day >= 1 && day <= 31 && month >= 1 && month <= 12;

export const dateRules: readonly SpeechRule[] = [
  {
    name: 'days of the week',
    pattern: new RegExp(`\\b(${dayPattern})\\s?([-–&])\\s?(${dayPattern})\\b`, 'gu'),
    en: ([, from, joint, to]) => `${days[dayNumber(from!)]} ${joint === '&' ? 'and' : 'to'} ${days[dayNumber(to!)]}`,
    zh: ([, from, joint, to], _after, language) =>
      `${chineseDay(from!)}${joint !== '&' ? '至' : language === 'yue' ? '同' : '和'}${chineseDay(to!)}`,
  },
  {
    // Day first, as in Hong Kong.
    name: 'date with slashes',
    pattern: /(?<![\d/])(\d{1,2})\/(\d{1,2})\/(\d{4})(?![\d/])/gu,
    en: ([whole, day, month, year]) =>
      isDayAndMonth(Number(day), Number(month)) ? englishDate(year, englishMonths[Number(month) - 1]!, day) : whole!,
    zh: ([whole, day, month, year], _after, language) =>
      isDayAndMonth(Number(day), Number(month)) ? zhDate(year, month!, day, language) : whole!,
  },
  {
    // Only what cannot be a fraction, and not "24/7".
    name: 'day and month with a slash',
    pattern: /(?<![\d/.])(?!24\/7\b)(1[3-9]|2\d|3[01])\/(1[0-2]|0?[1-9])(?![\d/.])/gu,
    en: ([, day, month]) => englishDate(undefined, englishMonths[Number(month) - 1]!, day),
    zh: ([, day, month], _after, language) => zhDate(undefined, month!, day, language),
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
    en: ([, year, month, day]) => englishDate(year, englishMonths[Number(month) - 1] ?? sayEnglishNumber(month!), day),
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
    en: ([, day]) => `number ${sayEnglishNumber(day!)}`,
    zh: ([, day, mark], _after, language) => chineseCardinal(Number(day), language) + mark,
  },
  {
    name: 'decade',
    pattern: /(?<!\d)(1[89]|20)(\d)0s\b/gu,
    en: ([, century, decade]) => `${englishYear(Number(`${century}${decade}0`)).replace(/y$/, 'ie')}s`,
    zh: ([, century, decade]) => `${chineseDigits(`${century}${decade}0`)}年代`,
  },
  {
    name: 'English year',
    pattern: /(?<=\b(?:in|since|year|until|before|after)\s)((?:19|20)\d\d)(?![\d,.]|\s?[A-Za-z%])/giu,
    en: ([, year]) => englishYear(Number(year)),
    zh: ([, year]) => `${chineseDigits(year!)}年`,
  },
];
