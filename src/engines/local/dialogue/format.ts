import { chineseDigits } from '../../../agent/language/speech-text/chinese.js';
import type { Language } from '../../../core/language.js';
import { grouped } from './digits/grouping.js';

const englishMonths = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** A value as it is written in a language; how it is said is the voice's concern (agent/language/speech-text). */
export type Formatter = (value: unknown, language: Language) => unknown;

export const formatters: Readonly<Record<string, Formatter>> = {
  money: (value) => money(number(value)),
  absolute: (value) => Math.abs(number(value)),
  date: (value, language) => date(String(value), language),
  month: (value, language) => month(String(value), language),
  grouped: (value) => grouped(String(value)),
  spelled: (value, language) => spelled(String(value), language),
  count: (value) => (Array.isArray(value) ? value.length : 0),
};

/** So that each digit is said by itself, however few there are: 1234 is "1 2 3 4" and 一二三四. */
function spelled(value: string, language: Language): string {
  const digits = value.replace(/\D/g, '');
  return language === 'en' ? [...digits].join(' ') : chineseDigits(digits);
}

/** 1234.5 is "HK$1,234.50"; whole dollars have no cents. */
function money(value: number): string {
  const cents = Math.round(Math.abs(value) * 100);
  const dollars = String(Math.floor(cents / 100)).replace(/\B(?=(?:\d{3})+$)/g, ',');
  const rest = cents % 100 === 0 ? '' : `.${String(cents % 100).padStart(2, '0')}`;
  return `${value < 0 ? '-' : ''}HK$${dollars}${rest}`;
}

/** `YYYY-MM-DD` without its year. */
function date(value: string, language: Language): string {
  const [, month, day] = /^\d{4}-(\d\d)-(\d\d)/.exec(value) ?? fail(value, 'a date');
  if (language === 'en') return `${Number(day)} ${englishMonths[Number(month) - 1] ?? fail(value, 'a date')}`;
  return `${Number(month)}月${Number(day)}${language === 'yue' ? '號' : '号'}`;
}

/** `YYYY-MM`. */
function month(value: string, language: Language): string {
  const [, year, monthOfYear] = /^(\d{4})-(\d\d)/.exec(value) ?? fail(value, 'a month');
  if (language !== 'en') return `${year}年${Number(monthOfYear)}月`;
  return `${englishMonths[Number(monthOfYear) - 1] ?? fail(value, 'a month')} ${year}`;
}

function number(value: unknown): number {
  const result = typeof value === 'number' ? value : Number.parseFloat(String(value));
  return Number.isFinite(result) ? result : fail(value, 'a number');
}

function fail(value: unknown, wanted: string): never {
  throw new Error(`${JSON.stringify(value)} is not ${wanted}`);
}
