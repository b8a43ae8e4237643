import type { Language } from '../../../core/language.js';
import { chineseCardinal, chineseDigits, chineseNumber } from './chinese.js';
import { englishCardinal, englishDigits } from './english.js';

interface Currency {
  readonly symbols: RegExp;
  /** English: one, many, one hundredth, many hundredths. */
  readonly en: readonly [string, string, string, string];
  /** Said before the amount in Chinese; nothing for the currency of the country. */
  readonly zh: { readonly yue: string; readonly cmn: string };
}

const currencies: readonly Currency[] = [
  { symbols: /^US/i, en: ['US dollar', 'US dollars', 'cent', 'cents'], zh: { yue: '美金', cmn: '美元' } },
  { symbols: /^(RMB|CNY|¥)/i, en: ['yuan', 'yuan', 'fen', 'fen'], zh: { yue: '人民幣', cmn: '人民币' } },
  { symbols: /^£/, en: ['pound', 'pounds', 'penny', 'pence'], zh: { yue: '英鎊', cmn: '英镑' } },
  { symbols: /^€/, en: ['euro', 'euros', 'cent', 'cents'], zh: { yue: '歐元', cmn: '欧元' } },
  { symbols: /./, en: ['dollar', 'dollars', 'cent', 'cents'], zh: { yue: '', cmn: '' } },
];

const largestAmount = 999_999_999_999;

export const currencyNames = (symbol: string): Currency => currencies.find(({ symbols }) => symbols.test(symbol))!;

/** `whole` without separators; `cents` as written, one or two digits. */
export function sayMoney(
  sign: string,
  symbol: string,
  whole: string,
  cents: string | undefined,
  language: Language,
): string {
  const currency = currencyNames(symbol);
  const hundredths = Number((cents ?? '0').padEnd(2, '0'));
  const minus = sign.includes('-');
  return language === 'en'
    ? `${minus ? 'minus ' : ''}${english(currency, whole, hundredths)}`
    : `${minus ? chineseNumber('-0', '', language).slice(0, -1) : ''}${currency.zh[language]}${chinese(whole, hundredths, language)}`;
}

function english(
  { en: [one, many, oneHundredth, hundredthsName] }: Currency,
  whole: string,
  hundredths: number,
): string {
  const value = Number(whole);
  const units = value > largestAmount ? englishDigits(whole) : englishCardinal(value);
  const parts = [
    ...(value > 0 || hundredths === 0 ? [`${units} ${value === 1 ? one : many}`] : []),
    ...(hundredths > 0 ? [`${englishCardinal(hundredths)} ${hundredths === 1 ? oneHundredth : hundredthsName}`] : []),
  ];
  return parts.join(' and ');
}

function chinese(whole: string, hundredths: number, language: 'yue' | 'cmn'): string {
  const value = Number(whole);
  const [unit, tenth, hundredth] = language === 'yue' ? ['蚊', '毫', '仙'] : ['元', '角', '分'];
  const units = value > largestAmount ? chineseDigits(whole) : chineseNumber(whole, unit!, language);
  const tenths = Math.floor(hundredths / 10);
  const last = hundredths % 10;
  return [
    value > 0 || hundredths === 0 ? units + unit : '',
    tenths > 0 ? chineseCardinal(tenths, language).replace('二', language === 'yue' ? '兩' : '两') + tenth : '',
    tenths === 0 && last > 0 && value > 0 ? '零' : '',
    last > 0 ? chineseCardinal(last, language) + hundredth : '',
  ].join('');
}
