import type { Language } from '../../core/language.js';
import { chineseWords } from './chinese-endings.js';
import { englishWords } from './english-endings.js';

/** Whether what was said so far can stand as a whole: `open` wants more, `unknown` says nothing either way. */
export type Completeness = 'complete' | 'open' | 'unknown';

/** Endings of a partial transcript, in the form that `normalised` leaves; the longest that fits decides. */
export interface Endings {
  readonly complete: readonly string[];
  readonly open: readonly string[];
}

const endings: Readonly<Record<Language, Endings>> = { en: englishWords, ...chineseWords };

/** Written by recognisers that punctuate. */
const closingMarks = /[.?!。？！]["'”’」]?\s*$/u;
/** Checked first: "..." is no full stop. */
const openMarks = /(?:[,;:，、；：…-]|\.\.\.)\s*$/u;

/** Completeness of a partial transcript, by how it ends. */
export function completenessOf(text: string, language: Language): Completeness {
  const words = normalised(text);
  if (words === '') return 'unknown';
  const byWords = byEnding(words, endings[language], language === 'en');
  if (byWords === 'open' || openMarks.test(text)) return 'open';
  return closingMarks.test(text) ? 'complete' : byWords;
}

function normalised(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’`]/gu, "'")
    .replace(/[^\p{L}\p{N}' ]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}

function byEnding(words: string, { complete, open }: Endings, spaced: boolean): Completeness {
  const closed = longestEnding(words, complete, spaced);
  const opened = longestEnding(words, open, spaced);
  if (closed === 0 && opened === 0) return 'unknown';
  return opened >= closed ? 'open' : 'complete';
}

function longestEnding(words: string, list: readonly string[], spaced: boolean): number {
  let longest = 0;
  for (const ending of list) {
    const fits = words === ending || words.endsWith(spaced ? ` ${ending}` : ending);
    if (fits && ending.length > longest) longest = ending.length;
  }
  return longest;
}
