/** Addresses of the web and of mail: letter by letter where nobody can read them, dots by their name. */
import { chineseDigits } from './chinese.js';
import { englishDigits } from './english.js';
import type { SpeechRule } from './rule.js';

const spoken = (address: string, dot: string, digits: (run: string) => string): string =>
  address
    .replace(/^www\b/i, 'w w w')
    .replaceAll('.', ` ${dot} `)
    .replaceAll('@', ' at ')
    .replaceAll(/[/_-]/g, ' ')
    .replaceAll(/\d+/g, (run) => ` ${digits(run)} `);

export const addressRules: readonly SpeechRule[] = [
  {
    name: 'web and mail address',
    pattern:
      /(?<![\w@.])(?:https?:\/\/)?((?:[\w.+-]+@)?(?:[A-Za-z0-9-]+\.)+(?:com|net|org|hk|cn|io|gov|edu|info|app|co)(?:\/[\w/-]+)?)\b/giu,
    en: ([, address]) => spoken(address!, 'dot', englishDigits),
    // In Hong Kong the dot is an English word.
    zh: ([, address], _after, language) => spoken(address!, language === 'yue' ? 'dot' : '点', chineseDigits),
  },
];
