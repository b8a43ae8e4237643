import type { Lexicon, Segment } from './lexicon.js';
import { soundTable, wordLikeness } from './sound.js';
import type { Unit } from './units.js';

/**
 * Tversky's index of weighted tokens (A. Tversky, "Features of Similarity", Psychological Review 84, 1977): words besides
 * the phrase tell little against it, words of it that were not said tell more (docs/adr/0127, 0142).
 */
const extraInRequest = 0.15;
const missingShare = 0.75;
/** A word that no phrase has. */
const strayWeight = 0.25;

/** A word of the same sound is almost the word; of two or more syllables a near sound is as well. */
const homophone = 0.95;
const loneHomophone = 0.6;
/** A syllable that is less alike than this is another. */
const leastSyllable = 0.6;
/** Cost of a syllable too many or too few. */
const gapCost = 0.75;
/** Least likeness of a word by its syllables: the shorter, the nearer. */
const leastWord = (length: number): number => (length <= 2 ? 0.8 : length === 3 ? 0.7 : 0.66);
const leastEnglish = 0.7;
/** What is taken by sound for a word where another was said plainly. */
const saidOtherwise = 0.5;

export interface Likeness {
  readonly name: string;
  /** 1 for a phrase itself, 0 for nothing in common. */
  readonly score: number;
  readonly phrase: string;
}

/** Each name by its nearest phrase, the nearest first. */
export function likenesses(units: readonly Unit[], lexicon: Lexicon, extraShare = extraInRequest): readonly Likeness[] {
  if (units.length === 0) return [];
  const { tokens, examples, ownTokens } = lexicon;
  const segments = lexicon.segment(units);
  const { byToken, byPair } = qualities(units, segments, lexicon);
  const said = segments.map(({ key }) => lexicon.tokenOf(key));
  const weights = said.map((token) => (token === undefined ? strayWeight : tokens[token]!.weight));
  // Words of other phrases of the name do not tell against it.
  const besides = new Map<string, number>();
  for (const [name, own] of ownTokens) {
    besides.set(
      name,
      said.reduce<number>(
        (sum, token, index) => (token !== undefined && own.has(token) ? sum : sum + weights[index]!),
        0,
      ),
    );
  }
  const best = new Map<string, Likeness>();
  for (const { name, phrase, tokens: own, pairs, weight } of examples) {
    const quality = new Map(own.map((token) => [token, byToken[token]!]));
    for (const pair of pairs) {
      const likeness = byPair[pair]!;
      if (likeness === 0) continue;
      for (const token of lexicon.pairs[pair]!.tokens) quality.set(token, Math.max(quality.get(token) ?? 0, likeness));
    }
    let common = 0;
    for (const [token, likeness] of quality) common += tokens[token]!.weight * likeness;
    if (common === 0) continue;
    const score = common / (common + extraShare * besides.get(name)! + missingShare * (weight - common));
    if (score > (best.get(name)?.score ?? 0)) best.set(name, { name, score, phrase });
  }
  return [...best.values()].sort((a, b) => b.score - a.score);
}

interface Qualities {
  /** How well each token was said, 0 to 1. */
  readonly byToken: Float64Array;
  readonly byPair: Float64Array;
}

function qualities(units: readonly Unit[], segments: readonly Segment[], lexicon: Lexicon): Qualities {
  const { tokens, pairs, language } = lexicon;
  const byToken = new Float64Array(tokens.length);
  const covered = new Set<number>();
  for (const { key, from, to } of segments) {
    const token = lexicon.tokenOf(key);
    if (token !== undefined) byToken[token] = 1;
    if (to - from > 1) for (let at = from; at < to; at += 1) covered.add(at);
  }
  const alike = comparison(units, language);
  for (const [index, { forms }] of tokens.entries()) {
    if (byToken[index] === 1) continue;
    for (const form of forms) byToken[index] = Math.max(byToken[index]!, formQuality(form, units, alike, covered));
  }
  const byPair = new Float64Array(pairs.length);
  for (const [index, { tokens: both, units: form }] of pairs.entries()) {
    if (byToken[both[0]] === 1 && byToken[both[1]] === 1) continue;
    const likeness = formQuality(form, units, alike, covered);
    byPair[index] = likeness;
  }
  return { byToken, byPair };
}

type Comparison = (form: Unit, at: number) => number;

/** How alike a unit of a phrase and one of the utterance are, remembered for one utterance. */
function comparison(units: readonly Unit[], language: Lexicon['language']): Comparison {
  const table = soundTable(language);
  const known = new Map<Unit, Float64Array>();
  return (form, at) => {
    const row = known.get(form) ?? new Float64Array(units.length).fill(-1);
    known.set(form, row);
    if (row[at]! < 0) row[at] = unitLikeness(form, units[at]!, table);
    return row[at]!;
  };
}

function unitLikeness(a: Unit, b: Unit, table: ReturnType<typeof soundTable>): number {
  if (a.text === b.text) return 1;
  if (a.kind !== b.kind || a.kind === 'number') return 0;
  if (a.kind === 'word') {
    const likeness = wordLikeness(a.text, b.text);
    return likeness >= leastEnglish ? likeness : 0;
  }
  // A phrase is read in its context; what was heard may have been written for another reading.
  const [own] = a.sounds;
  if (own === undefined) return 0;
  let best = 0;
  for (const sound of b.sounds) best = Math.max(best, table.likeness(own, sound));
  return best >= leastSyllable ? homophone * best : 0;
}

/** How well a word was said at its best place: by the cost of aligning its syllables with those heard. */
function formQuality(
  form: readonly Unit[],
  units: readonly Unit[],
  alike: Comparison,
  covered: ReadonlySet<number>,
): number {
  if (form.length === 1) return loneQuality(form[0]!, units, alike, covered);
  const length = form.length;
  let row = new Float64Array(units.length + 1);
  let starts = Int16Array.from({ length: units.length + 1 }, (_, at) => at);
  for (const [index, unit] of form.entries()) {
    const next = new Float64Array(units.length + 1);
    const nextStarts = new Int16Array(units.length + 1);
    next[0] = (index + 1) * gapCost;
    for (let at = 1; at <= units.length; at += 1) {
      const said = row[at - 1]! + 1 - alike(unit, at - 1);
      const unsaid = row[at]! + gapCost;
      const besides = next[at - 1]! + gapCost;
      next[at] = Math.min(said, unsaid, besides);
      nextStarts[at] = next[at] === said ? starts[at - 1]! : next[at] === unsaid ? starts[at]! : nextStarts[at - 1]!;
    }
    [row, starts] = [next, nextStarts];
  }
  let best = 0;
  for (let at = 1; at <= units.length; at += 1) {
    const likeness = 1 - row[at]! / length;
    if (likeness < leastWord(length) || likeness <= best) continue;
    const isOther = likeness < 1 && isCovered(starts[at]!, at, covered);
    best = Math.max(best, isOther ? likeness * saidOtherwise : likeness);
  }
  return best;
}

function loneQuality(unit: Unit, units: readonly Unit[], alike: Comparison, covered: ReadonlySet<number>): number {
  let best = 0;
  for (let at = 0; at < units.length; at += 1) {
    const likeness = alike(unit, at);
    const quality =
      unit.kind === 'word' ? likeness : likeness === 1 ? 1 : likeness >= homophone - 0.08 ? loneHomophone : 0;
    best = Math.max(best, covered.has(at) ? quality * saidOtherwise : quality);
  }
  return best;
}

/** Most of the place belongs to words that were said plainly. */
function isCovered(from: number, to: number, covered: ReadonlySet<number>): boolean {
  let count = 0;
  for (let at = from; at < to; at += 1) if (covered.has(at)) count += 1;
  return 2 * count > to - from;
}
