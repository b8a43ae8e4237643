import type { Language } from '../../core/language.js';
import { readDigits } from '../language/spoken-digits/read-digits.js';
import { spokenDigits } from './spoken-digits.js';

/** What people say around a number that they dictate; anything else is no dictation. */
const englishAround = new Set(
  'my the account number numbers phone is it its yes yeah okay ok so sure um uh er and then that thats please here double triple'.split(
    ' ',
  ),
);
const chineseAround = /[我嘅的個个係是呢呀啊喺嗯呃哦然後后跟住就號号碼码戶户口賬账電电話话]|我個|請等/gu;
const chineseDigits = /[0-9零〇洞一二三四五六七八九幺壹兩两孖十]/gu;

/**
 * Digits of a number that `text` may be the beginning of; 0 when it has words that nobody dictates, such as "I want to
 * change", of which a recogniser that waits for digits may well make some.
 */
export function dictatedDigits(text: string, language: Language): number {
  if (isDictation(text, language)) return spokenDigits(text, language);
  // A recogniser of free words writes other words that sound like digits among them.
  const { digits, strangers } = readDigits(text, language);
  return strangers === 0 ? digits.length : 0;
}

function isDictation(text: string, language: Language): boolean {
  if (language !== 'en')
    return (
      text
        .replace(chineseDigits, '')
        .replace(chineseAround, '')
        .replace(/[\s\p{P}]/gu, '') === ''
    );
  const words =
    text
      .toLowerCase()
      .replace(/['’]/gu, '')
      .match(/[a-z]+/gu) ?? [];
  return words.every((word) => englishAround.has(word) || spokenDigits(word, language) > 0);
}
