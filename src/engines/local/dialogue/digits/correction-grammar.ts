import type { Language } from '../../../../core/language.js';

/** Where in a number, as it is said; which digits that are depends on the number's length and what is to be there. */
export type Place =
  /** Counted from 1; from the end as negative numbers. */
  | { readonly positions: readonly number[] }
  /** Counted from 1; -1 is the last. */
  | { readonly group: number }
  /** Without a count it is as many digits as are said for it; `loose`: the count may be a place as well. */
  | { readonly edge: 'head' | 'tail' | 'middle'; readonly count?: number | undefined; readonly loose?: boolean };

export interface PlacePattern {
  /** Global; of the canonical words. */
  readonly pattern: RegExp;
  readonly place: (match: RegExpMatchArray, rest: string) => Place | undefined;
}

/** How corrections are said in a language. */
export interface CorrectionGrammar {
  /** One script, digits as 0 to 9 where they are certain. */
  readonly canonical: (text: string, language: Language) => string;
  readonly denial: RegExp;
  readonly right: RegExp;
  readonly everything: RegExp;
  readonly places: readonly PlacePattern[];
  /** "Not five but nine"; `now` is "" when it is not said. */
  readonly swap: (words: string) => { readonly was: string; readonly now: string } | undefined;
  /** Without digits that are said not to be there. */
  readonly withoutDenied: (words: string) => string;
  /** Without the words between a place and its digits that sound like digits. */
  readonly value: (words: string) => string;
}

/** Two numbers of a pattern, of which digits may stand apart. */
export const plain = (digits: string | undefined): string => (digits ?? '').replace(/\D/gu, '');
