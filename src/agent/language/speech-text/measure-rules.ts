/** Shares, data, lengths, weights, durations, temperatures. */
import { chineseDigits, chineseNumber } from './chinese.js';
import { plainNumber, sayChineseNumber, sayEnglishNumber } from './number.js';
import type { SpeechRule } from './rule.js';
import { measures, sayDataRate, sayDataVolume } from './unit.js';

const unitOf = (written: string) => measures[written.toLowerCase()]!;

export const measureRules: readonly SpeechRule[] = [
  {
    name: 'percentage',
    pattern: /(-?)(\d[\d,]*(?:\.\d+)?)\s?%/gu,
    en: ([, sign, number]) => `${sayEnglishNumber(`${sign}${number}`)} percent`,
    zh: ([, sign, number], _after, language) =>
      `${sign === '-' ? chineseNumber('-0', '', language).slice(0, -1) : ''}百分之${sayChineseNumber(number, '', language)}`,
  },
  {
    name: 'data rate',
    pattern: /(\d[\d,]*(?:\.\d+)?)\s?([KMG])bps\b/giu,
    en: ([, number, unit]) => sayDataRate(sayEnglishNumber(number!), unit!, 'en'),
    zh: ([, number, unit], _after, language) => sayDataRate(sayChineseNumber(number, '個', language), unit!, language),
  },
  {
    name: 'data volume',
    pattern: /(\d[\d,]*(?:\.\d+)?)\s?([KMGT])B(?![A-Za-z])/giu,
    en: ([, number, unit]) => sayDataVolume(sayEnglishNumber(number!), plainNumber(number) === '1', unit!, 'en'),
    zh: ([, number, unit], _after, language) =>
      sayDataVolume(sayChineseNumber(number, '個', language), false, unit!, language),
  },
  {
    // The carriers' way to write a broadband's speed.
    name: 'broadband speed',
    pattern: /(?<![\dA-Za-z.])(\d{2,5})M(?![A-Za-z\d])/gu,
    en: ([, number]) => `${sayEnglishNumber(number!)} M`,
    zh: ([, number], _after, language) => `${chineseNumber(number!, '', language)} M `,
  },
  {
    name: 'temperature',
    pattern: /(-?\d+(?:\.\d+)?)\s?(?:°\s?C|℃)/gu,
    en: ([, number]) => `${sayEnglishNumber(number!)} degrees Celsius`,
    zh: ([, number], _after, language) =>
      `${language === 'yue' ? '攝氏' : '摄氏'}${chineseNumber(number!, '度', language)}度`,
  },
  {
    name: 'measure',
    pattern: /(?<![\dA-Za-z])(\d[\d,]*(?:\.\d+)?)(?:\s?(km|kg|cm|mm|mins?|hrs?|secs?)|(s|h))\b/giu,
    en: ([, number, spaced, close]) => {
      const { en } = unitOf((spaced ?? close)!);
      return `${sayEnglishNumber(number!)} ${plainNumber(number) === '1' ? en : `${en}s`}`;
    },
    zh: ([, number, spaced, close], _after, language) =>
      sayChineseNumber(number, '個', language) + unitOf((spaced ?? close)!)[language],
  },
  {
    name: 'network generation',
    pattern: /(?<![\dA-Za-z.])([2-6](?:\.\d)?)G(?![A-Za-z\d])/gu,
    en: ([, generation]) => `${sayEnglishNumber(generation!)} G`,
    zh: ([, generation], _after, language) =>
      `${generation!.length === 1 ? chineseDigits(generation!) : chineseNumber(generation!, '', language)} G `,
  },
  {
    name: 'a day, a month',
    pattern: /(?<=[A-Za-z])\/(month|day|year|hour|min)\b/giu,
    en: ([, each]) => ` a ${each === 'min' ? 'minute' : each!.toLowerCase()}`,
    zh: ([, each], _after, language) => (language === 'yue' ? perDay.yue : perDay.cmn)[each!.toLowerCase()]!,
  },
];

const perDay: Readonly<Record<'yue' | 'cmn', Readonly<Record<string, string>>>> = {
  yue: { month: '每月', day: '每日', year: '每年', hour: '每個鐘', min: '每分鐘' },
  cmn: { month: '每月', day: '每天', year: '每年', hour: '每小时', min: '每分钟' },
};
