import type { Language } from '../core/language.js';
import { spokenDigits } from './end-of-turn/spoken-digits.js';

/** Fewer digits choose from a menu; a PIN begins at four. */
const leastDigits = 4;

/** Digits, keyed or spoken, that may be an account number, a card or a PIN. */
export function mayIdentify(digits: string): boolean {
  return digits.replace(/[^0-9]/gu, '').length >= leastDigits;
}

/** A sentence with as many digits in it, written or dictated. Amounts and years are marked too: better one too many. */
export function mayHoldIdentity(text: string, language: Language): boolean {
  return mayIdentify(text) || spokenDigits(text, language) >= leastDigits;
}
