import type { Language } from '../../core/language.js';
import { backChannelWords, interruptingWords } from './words.js';

/** What the words say: `back-channel` go on, `interruption` stop; `unknown` without words, or with one that can be either. */
export type Meaning = 'back-channel' | 'interruption' | 'unknown';

/** Words that are neither: from two on, somebody means to say something. */
const freeWords = 2;

/** Meaning of a partial transcript of what the caller said over the bot. */
export function meaningOf(text: string, language: Language): Meaning {
  const words = wordsOf(text, language);
  if (words.length === 0) return 'unknown';
  const stops = interruptingWords[language];
  if (words.some((word) => stops.has(word))) return 'interruption';
  const listening = backChannelWords[language];
  const others = words.filter((word) => !listening.has(word)).length;
  if (others === 0) return 'back-channel';
  return others >= freeWords ? 'interruption' : 'unknown';
}

/** English by spaces, with its known phrases as one word; Chinese by the longest known word, else by character. */
function wordsOf(text: string, language: Language): string[] {
  const clean = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’`]/gu, "'")
    .replace(/[^\p{L}\p{N}' -]/gu, ' ');
  const units = language === 'en' ? clean.split(/[\s-]+/u).filter(Boolean) : [...clean.replace(/[\s-]/gu, '')];
  return joinKnown(units, language === 'en' ? ' ' : '', language);
}

const longestPhrase = 4;

function joinKnown(units: readonly string[], glue: string, language: Language): string[] {
  const words: string[] = [];
  for (let at = 0; at < units.length; ) {
    let length = Math.min(longestPhrase, units.length - at);
    while (length > 1 && !isKnown(units.slice(at, at + length).join(glue), language)) length -= 1;
    words.push(units.slice(at, at + length).join(glue));
    at += length;
  }
  return words;
}

function isKnown(phrase: string, language: Language): boolean {
  return backChannelWords[language].has(phrase) || interruptingWords[language].has(phrase);
}
