import type { Language } from '../../../core/language.js';
import type { Dialogue, Phrases } from './dialogue-schema.js';
import { type Synonyms, tokensOf } from './tokens.js';

/** Anything that has example phrases, by name. */
export type PhraseSets = Readonly<Record<string, { readonly phrases: Phrases }>>;

export interface Match {
  readonly name: string;
  /** 1 for the phrase itself, 0 for nothing in common. */
  readonly score: number;
}

/** A spoken word that the grammar does not have weighs like a rare word. */
const unknownWordWeight = 2;

/** How much of what is not alike tells against a phrase. */
interface Tolerance {
  /** Share of the weight of words said that the phrase does not have. */
  readonly extraWords: number;
  /** Share of the weight of the phrase's words that were not said; with both one half it is Dice's coefficient. */
  readonly missingWords: number;
  /** Weight of a word that no phrase has; as any rare word when undefined. */
  readonly strayWord: number | undefined;
  /** What a character that is a word of its own weighs beside a longer word or a synonym: most are of grammar. */
  readonly character: number;
}

/**
 * The recognisers of English and Mandarin hear nothing but the dialogue's phrases: what is besides the phrase tells
 * against it. There is none of Cantonese here; one that is brought hears any word, and a caller says more than the
 * request. The values are the middle of a plateau: docs/adr/0127-open-words-in-cantonese.md.
 */
const heardByGrammar: Tolerance = { extraWords: 0.5, missingWords: 0.5, strayWord: undefined, character: 1 };
const tolerances: Readonly<Record<Language, Tolerance>> = {
  en: heardByGrammar,
  cmn: heardByGrammar,
  yue: { extraWords: 0.15, missingWords: 0.75, strayWord: 0.25, character: 0.25 },
};

/** How a text is read. */
export interface Hearing {
  readonly language: Language;
  readonly synonyms: Synonyms;
  /** Spoken and not understood. */
  readonly unknownWords: number;
}

/**
 * The name whose nearest phrase is nearest to `text`: weighted overlap of words (characters in Chinese), where a word
 * that occurs in many names weighs little. Ties go to the name that comes first.
 */
export function nearest(text: string, hearing: Hearing, sets: PhraseSets): Match | undefined {
  const { language, synonyms } = hearing;
  const spoken = tokensOf(text, language, synonyms);
  if (spoken.length === 0) return undefined;
  const examples = Object.entries(sets).map(([name, { phrases }]) => ({
    name,
    phrases: (phrases[language] ?? []).map((phrase) => tokensOf(phrase, language, synonyms)),
  }));
  const tolerance = tolerances[language];
  const weigh = weights(
    examples.map(({ phrases }) => new Set(phrases.flat())),
    tolerance,
  );
  const unknownWeight = hearing.unknownWords * unknownWordWeight;
  let best: Match | undefined;
  for (const { name, phrases } of examples) {
    const likeness = (phrase: readonly string[]) => overlap(spoken, phrase, weigh, unknownWeight, tolerance);
    const score = Math.max(0, ...phrases.map(likeness));
    if (score > (best?.score ?? 0)) best = { name, score };
  }
  return best;
}

/** Likeness to an example phrase from which on a request is taken for it (docs/adr/0042). */
const likelyRequest = 0.65;

/** The intent that was most likely meant; undefined when none is likely. */
export function likelyIntent(text: string, hearing: Hearing, intents: Dialogue['intents']): string | undefined {
  const match = nearest(text, hearing, intents);
  return match !== undefined && match.score >= likelyRequest ? match.name : undefined;
}

/** Rarity of a token over the names, as in inverse document frequency. */
function weights(vocabularies: readonly ReadonlySet<string>[], tolerance: Tolerance): (token: string) => number {
  const counts = new Map<string, number>();
  for (const vocabulary of vocabularies) {
    for (const token of vocabulary) counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  const rarity = (count: number): number => Math.log(1 + (vocabularies.length + 1) / (count + 1));
  return (token) => {
    const count = counts.get(token) ?? 0;
    if (count === 0 && tolerance.strayWord !== undefined) return tolerance.strayWord;
    return rarity(count) * (token.length === 1 ? tolerance.character : 1);
  };
}

/** Tversky's index of two bags of weighted tokens (A. Tversky, "Features of Similarity", Psychological Review 84, 1977). */
function overlap(
  spoken: readonly string[],
  phrase: readonly string[],
  weigh: (token: string) => number,
  unknownWeight: number,
  { extraWords, missingWords }: Tolerance,
): number {
  const missing = [...phrase];
  let common = 0;
  let extra = unknownWeight;
  for (const token of spoken) {
    const index = missing.indexOf(token);
    if (index >= 0) missing.splice(index, 1);
    if (index >= 0) common += weigh(token);
    else extra += weigh(token);
  }
  const missed = missing.reduce((sum, token) => sum + weigh(token), 0);
  return common === 0 ? 0 : common / (common + extraWords * extra + missingWords * missed);
}

/** Intents understood in any state of the dialogue. */
export function anywhereIntents({ intents }: Dialogue): Dialogue['intents'] {
  return Object.fromEntries(Object.entries(intents).filter(([, intent]) => intent.anywhere));
}
