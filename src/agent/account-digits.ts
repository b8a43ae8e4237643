import type { Language } from '../core/language.js';
import { spokenDigits } from './end-of-turn/spoken-digits.js';
import { readDigits } from './language/spoken-digits/read-digits.js';

/** Fewer digits choose from a menu; a PIN begins at four. */
const leastDigits = 4;

/** Digits, keyed or spoken, that may be an account number, a card or a PIN. */
export function mayIdentify(digits: string): boolean {
  return digits.replace(/[^0-9]/gu, '').length >= leastDigits;
}

/** Of a turn that is nothing but digits: a number is dictated in pieces too. */
const leastOfDictation = 2;

/**
 * A sentence with as many digits in it, written or dictated, also with words that sound like digits; and a piece of a
 * dictated number. Amounts and years are marked too: better one too many.
 */
export function mayHoldIdentity(text: string, language: Language): boolean {
  if (mayIdentify(text) || spokenDigits(text, language) >= leastDigits) return true;
  const { digits, strangers } = readDigits(text, language);
  return digits.length >= (strangers === 0 ? leastOfDictation : leastDigits);
}
