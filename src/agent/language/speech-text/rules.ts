import type { Language } from '../../../core/language.js';
import { addressRules } from './address-rules.js';
import { dateRules } from './date-rules.js';
import { measureRules } from './measure-rules.js';
import { moneyRules } from './money-rules.js';
import { codeRules, numberRules } from './number-rules.js';
import type { SpeechRule } from './rule.js';
import { timeRules } from './time-rules.js';

/** In this order: what a rule has spoken, later rules do not see as digits. */
export const speechRules: readonly SpeechRule[] = [
  ...addressRules,
  ...codeRules,
  ...moneyRules,
  ...dateRules,
  ...timeRules,
  ...measureRules,
  ...numberRules,
];

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
