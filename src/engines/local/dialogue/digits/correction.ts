import { readDigits } from '../../../../agent/language/spoken-digits/read-digits.js';
import type { Language } from '../../../../core/language.js';
import { chineseGrammar } from './chinese-correction.js';
import type { CorrectionGrammar, Place, PlacePattern } from './correction-grammar.js';
import { englishGrammar } from './english-correction.js';
import { groupsOf, partOf, type Range } from './grouping.js';

/** Digits of a number, by their indices, and what they should be. */
export interface Edit {
  readonly positions: readonly number[];
  readonly digits: string;
}

/** What a caller who was read a number back says is wrong with it. */
export type Correction =
  | { readonly kind: 'edits'; readonly edits: readonly Edit[] }
  /** These digits, wherever they are, should be those. */
  | { readonly kind: 'swap'; readonly was: string; readonly now: string }
  /** The whole number again. */
  | { readonly kind: 'whole'; readonly digits: string }
  /** Some digits, and not where they belong. */
  | { readonly kind: 'piece'; readonly digits: string }
  /** Where it is wrong, and not what is right. */
  | { readonly kind: 'part'; readonly range: Range }
  | { readonly kind: 'denial' };

interface Clause {
  readonly place: Place;
  /** Its words up to the next place. */
  readonly words: string;
}

/** By script: a caller may put right in English what was asked in Chinese. */
function grammarFor(text: string, language: Language): CorrectionGrammar {
  if (/\p{Script=Han}/u.test(text)) return chineseGrammar;
  return language === 'en' || /[a-z]{2}/iu.test(text) ? englishGrammar : chineseGrammar;
}
/** Longer answers are cut: a correction is a sentence. */
const longestText = 300;

export const denies = (text: string, language: Language): boolean => {
  const grammar = grammarFor(text, language);
  return grammar.denial.test(grammar.canonical(text.slice(0, longestText), language));
};

/** Undefined when it is no correction, such as a yes. `length` is the number's. */
export function readCorrection(text: string, language: Language, length: number): Correction | undefined {
  const grammar = grammarFor(text, language);
  const words = grammar.canonical(text.slice(0, longestText), language);
  const { lead, clauses } = clausesOf(words, grammar.places);
  if (clauses.length > 0) {
    const placed = placedCorrection(lead, clauses, grammar, language, length);
    if (placed !== undefined) return placed;
  }
  const swap = grammar.swap(words);
  if (swap !== undefined && swap.now.length === length) return { kind: 'whole', digits: swap.now };
  if (swap !== undefined && swap.was.length < length && (swap.now === '' || swap.now.length === swap.was.length)) {
    return { kind: 'swap', ...swap };
  }
  return digitsAlone(text.slice(0, longestText), words, grammar, language, length);
}

/** "The first four are one two three four", where the number is being dictated; undefined without a place. */
export function placedPiece(
  text: string,
  language: Language,
  length: number,
): { start: number; digits: string } | undefined {
  const correction = readCorrection(text, language, length);
  if (correction?.kind !== 'edits') return undefined;
  const parts = correction.edits.flatMap(({ positions, digits }) =>
    positions.map((at, index) => ({ at, digit: digits[index]! })),
  );
  parts.sort((a, b) => a.at - b.at);
  const start = parts[0]!.at;
  return parts.every(({ at }, index) => at === start + index)
    ? { start, digits: parts.map(({ digit }) => digit).join('') }
    : undefined;
}

/** Where places are mentioned, as "the second" answers which of two it is: index of each, and the last as -1. */
export function placesIn(text: string, language: Language, length: number): readonly (readonly number[])[] {
  const grammar = grammarFor(text, language);
  const { clauses } = clausesOf(grammar.canonical(text.slice(0, longestText), language), grammar.places);
  return clauses.map(({ place }) => positionsOf(place, '', length));
}

/** Whether it is said that all of it is wrong. */
export const meansAll = (text: string, language: Language): boolean => {
  const grammar = grammarFor(text, language);
  return grammar.everything.test(grammar.canonical(text.slice(0, longestText), language));
};

/** A number of digits without a place, and a plain no. */
function digitsAlone(
  text: string,
  words: string,
  grammar: CorrectionGrammar,
  language: Language,
  length: number,
): Correction | undefined {
  const isDenied = grammar.denial.test(words);
  const sizes = groupsOf(length).map(({ count }) => count);
  const { digits, strangers } = readDigits(text, language, { lengths: [length, ...sizes] });
  if (digits.length === length) return { kind: 'whole', digits };
  const isMeant = digits !== '' && (isDenied || strangers === 0);
  if (isMeant) return { kind: 'piece', digits };
  return isDenied ? { kind: 'denial' } : undefined;
}

interface Found {
  readonly place: Place;
  readonly from: number;
  readonly to: number;
}

/** Places from left to right; of those that overlap the first, and of those that begin together the first in the list. */
function clausesOf(words: string, patterns: readonly PlacePattern[]): { lead: string; clauses: Clause[] } {
  const all = patterns.flatMap(({ pattern, place }) =>
    [...words.matchAll(pattern)].flatMap((match): Found[] => {
      const to = match.index + match[0].length;
      const found = place(match, words.slice(to));
      return found === undefined || match[0] === '' ? [] : [{ place: found, from: match.index, to }];
    }),
  );
  const kept: Found[] = [];
  for (const found of all.sort((a, b) => a.from - b.from)) if (found.from >= (kept.at(-1)?.to ?? 0)) kept.push(found);
  const clauses = kept.map(({ place, to }, index) => ({ place, words: words.slice(to, kept[index + 1]?.from) }));
  return { lead: words.slice(0, kept[0]?.from ?? words.length), clauses };
}

function placedCorrection(
  lead: string,
  clauses: readonly Clause[],
  grammar: CorrectionGrammar,
  language: Language,
  length: number,
): Correction | undefined {
  const edits: Edit[] = [];
  const wrong: (readonly number[])[] = [];
  const right: (readonly number[])[] = [];
  for (const [index, { place, words }] of clauses.entries()) {
    const digits = valueIn(words, place, grammar, language, length) || valueBefore(index, lead, grammar, language);
    const positions = positionsOf(place, digits, length);
    if (positions.length === 0) continue;
    if (digits !== '' && digits.length === length) return { kind: 'whole', digits };
    const replaced = replacedBy(positions, digits, length);
    if (replaced !== undefined) edits.push({ positions: replaced, digits });
    else if (digits === '' && grammar.right.test(words) && !grammar.denial.test(words)) right.push(positions);
    else wrong.push(positions);
  }
  if (edits.length > 0) return { kind: 'edits', edits };
  const [first] = wrong;
  if (first !== undefined) return { kind: 'part', range: rangeOf(first) };
  const rest = [...Array(length).keys()].filter((position) => !right.some((positions) => positions.includes(position)));
  return right.length > 0 && rest.length > 0 ? { kind: 'part', range: rangeOf(rest) } : undefined;
}

/** "The seventh is double five" is said of that digit and the next. */
function replacedBy(positions: readonly number[], digits: string, length: number): readonly number[] | undefined {
  if (digits === '') return undefined;
  if (digits.length === positions.length) return positions;
  const [first = 0] = positions;
  if (positions.length > 1 || first + digits.length > length) return undefined;
  return [...digits].map((_digit, offset) => first + offset);
}

/** "It is four nine at the end": the digits came before the only place. */
function valueBefore(index: number, lead: string, grammar: CorrectionGrammar, language: Language): string {
  return index > 0 ? '' : readDigits(grammar.withoutDenied(lead), language).digits;
}

/** What the place should hold: what is certainly a digit, or what sounds like one where the number of digits is known. */
function valueIn(words: string, place: Place, grammar: CorrectionGrammar, language: Language, length: number): string {
  const value = grammar.withoutDenied(words);
  const isOpen = 'edge' in place && place.count === undefined;
  const wanted = isOpen ? undefined : positionsOf(place, '', length).length;
  const { digits } = readDigits(value, language, wanted === undefined ? {} : { lengths: [wanted] });
  if (digits.length === wanted || (isOpen && digits !== '')) return digits;
  const heard = readDigits(grammar.value(value), language, {
    trusting: true,
    lengths: wanted === undefined ? [] : [wanted],
  }).digits;
  return heard.length === wanted || (isOpen && heard !== '' && heard.length <= length) ? heard : digits;
}

function positionsOf(place: Place, digits: string, length: number): readonly number[] {
  const groups = groupsOf(length);
  const span = (start: number, count: number): number[] =>
    [...Array(length).keys()].slice(Math.max(0, start), Math.max(0, start) + count);
  if ('positions' in place) {
    const indices = place.positions.map((position) => (position < 0 ? length + position : position - 1));
    return indices.every((index) => index >= 0 && index < length) ? indices : [];
  }
  if ('group' in place) {
    const group = groups.at(place.group < 0 ? place.group : place.group - 1);
    return group === undefined ? [] : span(group.start, group.count);
  }
  const { edge, loose } = place;
  // 尾二 is the last but one, unless two digits follow.
  if (loose === true && place.count === 2 && digits.length === 1) return [edge === 'tail' ? length - 2 : 1];
  const group = groups.at(edge === 'tail' ? -1 : 0)!.count;
  const count = place.count ?? (digits.length > 0 && digits.length < length ? digits.length : group);
  if (count >= length) return [];
  if (edge === 'middle') return span(Math.floor((length - count) / 2), count);
  return edge === 'tail' ? span(length - count, count) : span(0, count);
}

const rangeOf = (positions: readonly number[]): Range => {
  const start = Math.min(...positions);
  return { start, count: Math.max(...positions) - start + 1 };
};

export function edited(digits: string, edits: readonly Edit[]): string {
  const result = [...digits];
  for (const { positions, digits: now } of edits)
    for (const [index, at] of positions.entries()) result[at] = now[index]!;
  return result.join('');
}

/** Every index at which `part` is in `digits`. */
export const occurrences = (digits: string, part: string): number[] =>
  [...Array(digits.length).keys()].filter((at) => digits.startsWith(part, at));

/**
 * Where a piece without a place belongs: the group, or for pieces of another length the place, that it is nearest to
 * without being the same; undefined when none is nearer than the others.
 */
export function alignPiece(digits: string, piece: string): Range | 'same' | undefined {
  const groups = groupsOf(digits.length).filter(({ count }) => count === piece.length);
  const isGroup = groups.length > 0;
  if (piece.length < 3 || piece.length >= digits.length) return undefined;
  const places = isGroup
    ? groups
    : [...Array(digits.length - piece.length + 1).keys()].map((start) => ({ start, count: piece.length }));
  const distances = places.map((range) => ({ range, distance: editDistance(partOf(digits, range), piece) }));
  if (distances.some(({ distance }) => distance === 0)) return 'same';
  const least = Math.min(...distances.map(({ distance }) => distance));
  const nearest = distances.filter(({ distance }) => distance === least);
  if (nearest.length !== 1 || (!isGroup && least > 1)) return undefined;
  return nearest[0]!.range;
}

/** Levenshtein's. */
function editDistance(a: string, b: string): number {
  let row = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1)!;
}
