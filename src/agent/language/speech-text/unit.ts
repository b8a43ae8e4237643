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
