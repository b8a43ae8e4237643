/** Amounts, prices and discounts. */
import { chineseDigits } from './chinese.js';
import { currencyNames, sayMoney } from './money.js';
import { plainNumber, sayEnglishNumber } from './number.js';
import type { SpeechRule } from './rule.js';

const currency = '(HK\\$|HKD|US\\$|USD|RMB|CNY|\\$|¥|£|€)';
const amount = '(\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.(\\d{1,2}))?(?!\\d|\\.\\d)';
const per = '(?:\\s?\\/\\s?(month|mth|day|year|yr|hour|hr|min|GB|月|日|天|年|小時|小时|分鐘|分钟))?';
const perEnglish: Readonly<Record<string, string>> = {
  mth: 'month',
  yr: 'year',
  hr: 'hour',
  min: 'minute',
  GB: 'gigabyte',
  月: 'month',
  日: 'day',
  天: 'day',
  年: 'year',
};
const perChinese: Readonly<Record<string, { readonly yue: string; readonly cmn: string }>> = {
  month: { yue: '月', cmn: '月' },
  mth: { yue: '月', cmn: '月' },
  day: { yue: '日', cmn: '天' },
  year: { yue: '年', cmn: '年' },
  yr: { yue: '年', cmn: '年' },
  hour: { yue: '個鐘', cmn: '小时' },
  hr: { yue: '個鐘', cmn: '小时' },
  min: { yue: '分鐘', cmn: '分钟' },
  GB: { yue: ' G B ', cmn: ' G B ' },
};
const scales: Readonly<Record<string, number>> = { 萬: 1e4, 万: 1e4, 億: 1e8, 亿: 1e8, million: 1e6, billion: 1e9 };

export const moneyRules: readonly SpeechRule[] = [
  {
    name: 'span of amounts',
    pattern:
      /(?<=(?:HK\$|HKD|US\$|USD|RMB|CNY|[$¥£€])\s?[\d,]+(?:\.\d+)?)\s?[-–~]\s?(?=(?:HK\$|HKD|US\$|USD|RMB|CNY|[$¥£€])\s?\d)/giu,
    en: () => ' to ',
    zh: () => '至',
  },
  {
    name: 'large amount',
    pattern: new RegExp(`${currency}\\s?(\\d[\\d,]*(?:\\.\\d+)?)\\s?(million|billion|萬|万|億|亿)`, 'giu'),
    en: ([, sign, number, scale]) => {
      const many = currencyNames(sign!).en[1];
      const value = Number(plainNumber(number)) * scales[scale!.toLowerCase()]!;
      return /[a-z]/i.test(scale!)
        ? `${sayEnglishNumber(number!)} ${scale!.toLowerCase()} ${many}`
        : `${sayEnglishNumber(String(value))} ${many}`;
    },
    zh: ([, sign, number, scale], _after, language) =>
      sayMoney(
        '',
        sign!,
        String(Math.round(Number(plainNumber(number)) * scales[scale!.toLowerCase()]!)),
        undefined,
        language,
      ),
  },
  {
    name: 'money',
    pattern: new RegExp(`(-?)${currency}\\s?(-?)${amount}${per}`, 'giu'),
    en: ([, sign1, symbol, sign2, whole, cents, each]) =>
      `${sayMoney(`${sign1}${sign2}`, symbol!, plainNumber(whole), cents, 'en')}${each === undefined ? '' : ` a ${perEnglish[each] ?? each}`}`,
    zh: ([, sign1, symbol, sign2, whole, cents, each], _after, language) =>
      `${each === undefined ? '' : `每${perChinese[each]?.[language] ?? each}`}${sayMoney(`${sign1}${sign2}`, symbol!, plainNumber(whole), cents, language)}`,
  },
  {
    // 88折 is 12 % off, and is read 八八折.
    name: 'discount',
    pattern: /(?<!\d)(\d)(\d)折/gu,
    en: ([, tens, units]) => `${sayEnglishNumber(String(100 - Number(`${tens}${units}`)))} percent off`,
    zh: ([, tens, units]) => `${chineseDigits(`${tens}${units}`)}折`,
  },
];
