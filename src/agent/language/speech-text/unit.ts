import type { Language } from '../../../core/language.js';

const prefixes: Readonly<Record<string, string>> = { K: 'kilo', M: 'mega', G: 'giga', T: 'tera' };

/** "100GB": people in Hong Kong and on the mainland say the letters. */
export function sayDataVolume(number: string, one: boolean, unit: string, language: Language): string {
  const letter = unit.toUpperCase();
  if (language !== 'en') return `${number} ${letter} B `;
  return `${number} ${prefixes[letter]}byte${one ? '' : 's'}`;
}

/** "100Mbps" */
export function sayDataRate(number: string, unit: string, language: Language): string {
  const letter = unit.toUpperCase();
  if (language === 'en') return `${number} ${prefixes[letter]}bits per second`;
  return language === 'yue' ? `每秒${number} ${letter}` : `每秒${number} ${letter} `;
}

interface Measure {
  /** One of it; more have an s. */
  readonly en: string;
  readonly yue: string;
  readonly cmn: string;
}

const minute: Measure = { en: 'minute', yue: '分鐘', cmn: '分钟' };
const hour: Measure = { en: 'hour', yue: '個鐘', cmn: '小时' };
const second: Measure = { en: 'second', yue: '秒', cmn: '秒' };

/** By the way it is written, in small letters. */
export const measures: Readonly<Record<string, Measure>> = {
  km: { en: 'kilometre', yue: '公里', cmn: '公里' },
  cm: { en: 'centimetre', yue: '厘米', cmn: '厘米' },
  mm: { en: 'millimetre', yue: '毫米', cmn: '毫米' },
  kg: { en: 'kilogram', yue: '公斤', cmn: '公斤' },
  min: minute,
  mins: minute,
  hr: hour,
  hrs: hour,
  h: hour,
  sec: second,
  secs: second,
  s: second,
};
