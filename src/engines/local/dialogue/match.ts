import type { Language } from '../../../core/language.js';
import type { Dialogue, Phrases } from './dialogue-schema.js';
import { tokensOf } from './tokens.js';

/** Anything that has example phrases, by name. */
export type PhraseSets = Readonly<Record<string, { readonly phrases: Phrases }>>;

export interface Match {
  readonly name: string;
  /** 1 for the phrase itself, 0 for nothing in common. */
  readonly score: number;
}

/** A spoken word that the grammar does not have weighs like a rare word. */
const unknownWordWeight = 2;

/**
 * The name whose nearest phrase is nearest to `text`: weighted overlap of words (characters in Chinese), where a word
 * that occurs in many names weighs little. Ties go to the name that comes first.
 */
export function nearest(text: string, language: Language, sets: PhraseSets, unknownWords = 0): Match | undefined {
  const spoken = tokensOf(text, language);
  if (spoken.length === 0) return undefined;
  const examples = Object.entries(sets).map(([name, { phrases }]) => ({
    name,
    phrases: (phrases[language] ?? []).map((phrase) => tokensOf(phrase, language)),
  }));
  const weigh = weights(examples.map(({ phrases }) => new Set(phrases.flat())));
  let best: Match | undefined;
  for (const { name, phrases } of examples) {
    const score = Math.max(0, ...phrases.map((phrase) => overlap(spoken, phrase, weigh, unknownWords)));
    if (score > (best?.score ?? 0)) best = { name, score };
  }
  return best;
}

/** Likeness to an example phrase from which on a request is taken for it (docs/adr/0042). */
const likelyRequest = 0.65;

/** The intent that was most likely meant; undefined when none is likely. */
export function likelyIntent(
  text: string,
  language: Language,
  intents: Dialogue['intents'],
  unknownWords: number,
): string | undefined {
  const match = nearest(text, language, intents, unknownWords);
  return match !== undefined && match.score >= likelyRequest ? match.name : undefined;
}

/** Rarity of a token over the names, as in inverse document frequency. */
function weights(vocabularies: readonly ReadonlySet<string>[]): (token: string) => number {
  const counts = new Map<string, number>();
  for (const vocabulary of vocabularies) {
    for (const token of vocabulary) counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  return (token) => Math.log(1 + (vocabularies.length + 1) / ((counts.get(token) ?? 0) + 1));
}

/** Dice's coefficient of two bags of weighted tokens. */
function overlap(
  spoken: readonly string[],
  phrase: readonly string[],
  weigh: (token: string) => number,
  unknownWords: number,
): number {
  const left = [...phrase];
  let common = 0;
  for (const token of spoken) {
    const index = left.indexOf(token);
    if (index < 0) continue;
    left.splice(index, 1);
    common += weigh(token);
  }
  const total = [...spoken, ...phrase].reduce((sum, token) => sum + weigh(token), unknownWords * unknownWordWeight);
  return (2 * common) / total;
}

/** Intents understood in any state of the dialogue. */
export function anywhereIntents({ intents }: Dialogue): Dialogue['intents'] {
  return Object.fromEntries(Object.entries(intents).filter(([, intent]) => intent.anywhere));
}
