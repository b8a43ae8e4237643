/** How a model spells, and how a conversation is written. */
import type { Language } from '../../../../core/language.js';
import { inSimplified, inTraditional } from './chinese-script.js';

export interface Wording {
  /** A phrase of the dialogue as the model would write it. */
  readonly spelled: (phrase: string) => string;
  /** A text of the model as the conversation is written. */
  readonly written: (text: string) => string;
}

/** Phrases whose spelling is remembered: a dialogue has the same ones in every turn. */
const mostKept = 20_000;
const spellings = new Map<string, string>();

function simplified(phrase: string): string {
  const known = spellings.get(phrase);
  if (known !== undefined) return known;
  const spelling = inSimplified(phrase);
  if (spellings.size < mostKept) spellings.set(phrase, spelling);
  return spelling;
}

const han = /\p{Script=Han}/u;

/**
 * Models write Simplified characters whatever is spoken. A conversation in Mandarin keeps them, everybody else reads Chinese
 * in Traditional ones where Cantonese is heard.
 */
export function wordingOf(language: Language, languages: readonly Language[]): Wording {
  const isTraditional = language !== 'cmn' && languages.includes('yue');
  return {
    spelled: (phrase) => (han.test(phrase) ? simplified(phrase) : phrase),
    written: (text) => (isTraditional && han.test(text) ? inTraditional(text) : text),
  };
}
