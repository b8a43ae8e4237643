import { speechText } from '../../../agent/language/speech-text/speech-text.js';
import type { Language } from '../../../core/language.js';

/**
 * Groups of words and word sequences of one meaning, by language: the first of a group stands for all. This is how
 * English words in Cantonese and near-synonyms are understood.
 */
export type Synonyms = Readonly<Partial<Record<Language, readonly (readonly string[])[] | undefined>>>;

/** Characters that carry no meaning in a request. */
const chineseParticles = new Set('呀啊嘅咧呢吖喇啦囉喎嗎吗吧的了哦喔㗎嘛嘞啫咋請请麻煩烦');
/** Politeness and hesitation of more than one character; 唔 alone is "not". */
const chineseFillers = /唔該晒?|即係|其實|其实|想問[下吓]?|想问/gu;

/** Units in which two texts are compared: English words without their plural, Chinese characters, groups of synonyms. */
export function tokensOf(text: string, language: Language, synonyms: Synonyms = {}): string[] {
  const units = unitsOf(text, language);
  const groups = synonyms[language];
  const joined = groups === undefined ? units : withSynonyms(units, sequencesOf(groups, language));
  const meaning = language === 'en' ? joined : joined.filter((unit) => !chineseParticles.has(unit));
  return meaning.length === 0 ? joined : meaning;
}

function unitsOf(text: string, language: Language): string[] {
  // Numbers are compared as they are said: 10GB is 十個 GB.
  const said = /\d/.test(text) ? speechText(text, language) : text;
  const plain = said.normalize('NFKC').toLowerCase();
  if (language === 'en') return (plain.replaceAll(/['’]/g, '').match(/[a-z]+/g) ?? []).map(stem);
  const withoutFillers = plain.replaceAll(chineseFillers, ' ');
  const units = (of: string): string[] => of.match(/[a-z]+|\p{Script=Han}/gu) ?? [];
  const meaning = units(withoutFillers);
  return meaning.length === 0 ? units(plain) : meaning;
}

function stem(word: string): string {
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

interface Sequence {
  readonly units: readonly string[];
  /** What it is replaced by: the units of its group's first words as one token. */
  readonly token: string;
}

/** Sequences by their first unit, longest first. */
type Sequences = ReadonlyMap<string, readonly Sequence[]>;

/** A dialogue does not change: its synonyms are read once. */
const known = new WeakMap<readonly (readonly string[])[], Sequences>();

function sequencesOf(groups: readonly (readonly string[])[], language: Language): Sequences {
  const found = known.get(groups);
  if (found !== undefined) return found;
  const sequences = new Map<string, Sequence[]>();
  for (const group of groups) {
    const token = unitsOf(group[0]!, language).join('');
    for (const words of group) {
      const units = unitsOf(words, language);
      if (units.length > 0) sequences.set(units[0]!, [...(sequences.get(units[0]!) ?? []), { units, token }]);
    }
  }
  for (const starting of sequences.values()) starting.sort((a, b) => b.units.length - a.units.length);
  known.set(groups, sequences);
  return sequences;
}

function withSynonyms(units: readonly string[], sequences: Sequences): string[] {
  const tokens: string[] = [];
  for (let at = 0; at < units.length; ) {
    const found = sequences.get(units[at]!)?.find((sequence) => startsAt(units, at, sequence.units));
    tokens.push(found?.token ?? units[at]!);
    at += found?.units.length ?? 1;
  }
  return tokens;
}

const startsAt = (units: readonly string[], at: number, sequence: readonly string[]): boolean =>
  sequence.every((unit, index) => units[at + index] === unit);
