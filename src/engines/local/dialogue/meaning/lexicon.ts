import type { Language } from '../../../../core/language.js';
import type { Phrases } from '../dialogue-schema.js';
import { isParticle, type Unit, unitsOf } from './units.js';

/** Anything that has example phrases, by name. */
export type PhraseSets = Readonly<Record<string, { readonly phrases: Phrases }>>;
/** An array of a dialogue's: it is read once. */
export type SynonymGroups = readonly (readonly string[])[];

/** What phrases are compared by: a group of synonyms, or one character, word or number. */
export interface Token {
  readonly key: string;
  /** Every way to say it. */
  readonly forms: readonly (readonly Unit[])[];
  readonly weight: number;
}

/** Two characters in a row of a phrase that no synonym covers: by sound they count together only. */
export interface Pair {
  readonly tokens: readonly [number, number];
  readonly units: readonly [Unit, Unit];
}

export interface Example {
  readonly name: string;
  readonly phrase: string;
  readonly tokens: readonly number[];
  readonly pairs: readonly number[];
  readonly weight: number;
}

/** What a dialogue's phrases in one language are made of; made once, for it takes readings of every word. */
export interface Lexicon {
  readonly language: Language;
  readonly tokens: readonly Token[];
  readonly pairs: readonly Pair[];
  readonly examples: readonly Example[];
  /** Tokens of all phrases of a name. */
  readonly ownTokens: ReadonlyMap<string, ReadonlySet<number>>;
  /** Segments of an utterance by what it says exactly: the longest word that is known. */
  readonly segment: (units: readonly Unit[]) => readonly Segment[];
  readonly tokenOf: (key: string) => number | undefined;
}

export interface Segment {
  readonly key: string;
  readonly from: number;
  readonly to: number;
}

/** A character that is a word of its own is most often one of grammar; so is an English word of this list. */
const grammarInSentences = 0.25;
const grammarWords = new Set(
  'i im ive id me my we our us you your it its the a an is are am was be been do doe did to of in on at for with from and or so that thi there here can could would will shall may let want ne like go get got have ha had'
    .split(' ')
    .concat('some any just now then well one what'.split(' ')),
);

export function compile(
  sets: PhraseSets,
  groups: SynonymGroups,
  language: Language,
  grammarShare = grammarInSentences,
): Lexicon {
  const { forms, starts } = vocabularyOf(groups, language);
  const segment = (units: readonly Unit[]): Segment[] => {
    const segments: Segment[] = [];
    for (let at = 0; at < units.length; ) {
      const found = starts.get(units[at]!.text)?.find((form) => startsAt(units, at, form.units));
      const to = at + (found?.units.length ?? 1);
      segments.push({ key: found?.key ?? units[at]!.text, from: at, to });
      at = to;
    }
    const meaning = segments.filter(({ from, to }) => to - from > 1 || !isParticle(units[from]!));
    return meaning.length === 0 ? segments : meaning;
  };
  return build(sets, language, forms, segment, grammarShare);
}

/** The words of a dialogue's synonyms. */
interface Vocabulary {
  readonly forms: ReadonlyMap<string, readonly (readonly Unit[])[]>;
  /** By their first unit, longest first. */
  readonly starts: ReadonlyMap<string, readonly { readonly units: readonly Unit[]; readonly key: string }[]>;
}

const vocabularies = new WeakMap<SynonymGroups, Vocabulary>();

function vocabularyOf(groups: SynonymGroups, language: Language): Vocabulary {
  const known = vocabularies.get(groups);
  if (known !== undefined) return known;
  const forms = new Map<string, (readonly Unit[])[]>();
  const starts = new Map<string, { readonly units: readonly Unit[]; readonly key: string }[]>();
  for (const group of groups) {
    const key = `=${group[0]!}`;
    for (const words of group) {
      const units = unitsOf(words, language);
      if (units.length === 0) continue;
      forms.set(key, [...(forms.get(key) ?? []), units]);
      starts.set(units[0]!.text, [...(starts.get(units[0]!.text) ?? []), { units, key }]);
    }
  }
  for (const starting of starts.values()) starting.sort((a, b) => b.units.length - a.units.length);
  vocabularies.set(groups, { forms, starts });
  return { forms, starts };
}

const startsAt = (units: readonly Unit[], at: number, form: readonly Unit[]): boolean =>
  form.every((unit, index) => units[at + index]?.text === unit.text);

function build(
  sets: PhraseSets,
  language: Language,
  groupForms: Vocabulary['forms'],
  segment: Lexicon['segment'],
  grammarShare: number,
): Lexicon {
  const read = Object.entries(sets).flatMap(([name, { phrases }]) =>
    (phrases[language] ?? []).map((phrase) => {
      const units = unitsOf(phrase, language);
      return { name, phrase, units, segments: segment(units) };
    }),
  );
  const weigh = rarity(read);
  const tokens: Token[] = [];
  const indexes = new Map<string, number>();
  const tokenOf = ({ key, from, to }: Segment, units: readonly Unit[]): number => {
    const known = indexes.get(key);
    if (known !== undefined) return known;
    indexes.set(key, tokens.length);
    const forms = groupForms.get(key) ?? [units.slice(from, to)];
    tokens.push({ key, forms, weight: weigh(key) * (isGrammar(key) ? grammarShare : 1) });
    return tokens.length - 1;
  };
  const pairs: Pair[] = [];
  const examples = read.map(({ name, phrase, units, segments }): Example => {
    const own = [...new Set(segments.map((found) => tokenOf(found, units)))];
    const ownPairs: number[] = [];
    for (const [index, first] of segments.entries()) {
      const second = segments[index + 1];
      if (second === undefined || second.from !== first.to || !isSingle(first, units) || !isSingle(second, units))
        continue;
      pairs.push({
        tokens: [tokenOf(first, units), tokenOf(second, units)],
        units: [units[first.from]!, units[second.from]!],
      });
      ownPairs.push(pairs.length - 1);
    }
    return {
      name,
      phrase,
      tokens: own,
      pairs: ownPairs,
      weight: own.reduce((sum, token) => sum + tokens[token]!.weight, 0),
    };
  });
  const ownTokens = new Map<string, Set<number>>();
  for (const { name, tokens: own } of examples) {
    for (const token of own) ownTokens.set(name, (ownTokens.get(name) ?? new Set()).add(token));
  }
  return { language, tokens, pairs, examples, ownTokens, segment, tokenOf: (key) => indexes.get(key) };
}

const isSingle = ({ key, from, to }: Segment, units: readonly Unit[]): boolean =>
  to - from === 1 && !key.startsWith('=') && units[from]!.kind === 'character';

const isGrammar = (key: string): boolean => (key.length === 1 && !/^[a-z=#]/.test(key)) || grammarWords.has(key);

/** How few names have a token, as in inverse document frequency. */
function rarity(
  read: readonly { readonly name: string; readonly segments: readonly Segment[] }[],
): (key: string) => number {
  const names = new Map<string, Set<string>>();
  for (const { name, segments } of read) {
    for (const { key } of segments) names.set(key, (names.get(key) ?? new Set()).add(name));
  }
  const all = new Set(read.map(({ name }) => name)).size;
  return (key) => Math.log(1 + (all + 1) / ((names.get(key)?.size ?? 0) + 1));
}
