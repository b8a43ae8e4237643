import type { Language } from '../../core/language.js';
import { type PhraseName, type Phrases, type PhraseVariant, phraseNames } from '../phrases.js';
import type { SpeakingStyle } from '../voice.js';

/** What was said of the book so far in a call, so that nothing is said twice in a row. */
export interface SaidPhrases {
  /** Where the rotation begins: makes calls differ from each other and a replay equal. */
  readonly seed: number;
  /** How often each phrase was said. */
  readonly times: Readonly<Partial<Record<PhraseName, number>>>;
  /** Key of the variant that was said last, by phrase. */
  readonly last: Readonly<Partial<Record<PhraseName, string>>>;
}

export const nothingSaid = (seed = 0): SaidPhrases => ({ seed, times: {}, last: {} });

export interface ChosenPhrase {
  readonly text: string;
  /** Names the variant: `look-up/yue/2`. */
  readonly key: string;
  /** What was said with this one. */
  readonly said: SaidPhrases;
}

type Mood = NonNullable<SpeakingStyle['mood']>;

/** Moods that stand in for one the variants do not have. */
const nearMoods: Readonly<Record<Mood, readonly Mood[]>> = {
  neutral: ['neutral'],
  warm: ['warm', 'cheerful'],
  cheerful: ['cheerful', 'warm'],
  apologetic: ['apologetic'],
};

/**
 * The next variant of a phrase: those that fit the mood take turns, and none comes twice in a row as long as the
 * book has two. Pure and without chance.
 */
export function choosePhrase(
  book: Phrases,
  name: PhraseName,
  language: Language,
  style: SpeakingStyle,
  said: SaidPhrases,
): ChosenPhrase {
  const all = book[name][language].map((variant, index) => ({ ...variant, key: `${name}/${language}/${index}` }));
  const fitting = fittingVariants(all, style.mood ?? 'neutral');
  const times = said.times[name] ?? 0;
  const turn = (said.seed + times) % fitting.length;
  const inTurn = [...fitting.slice(turn), ...fitting.slice(0, turn)];
  const { text, key } = [...inTurn, ...all].find((variant) => variant.key !== said.last[name]) ?? inTurn[0]!;
  return {
    text,
    key,
    said: { ...said, times: { ...said.times, [name]: times + 1 }, last: { ...said.last, [name]: key } },
  };
}

/** Variants of the mood, with those of no mood when it has fewer than two; all when nothing fits. */
function fittingVariants<V extends PhraseVariant>(variants: readonly V[], mood: Mood): readonly V[] {
  const ofMood = variants.filter((variant) => variant.mood !== undefined && nearMoods[mood].includes(variant.mood));
  if (ofMood.length >= 2) return ofMood;
  const besides = variants.filter((variant) => variant.mood === undefined || ofMood.includes(variant));
  return besides.length > 0 ? besides : variants;
}

/** Replacements of a bot, by phrase and language. */
export type PhraseOverrides = {
  readonly [N in PhraseName]?: { readonly [L in Language]?: readonly PhraseVariant[] | undefined } | undefined;
};

/** The book with some lists replaced; the others stay. */
export function withPhrases(book: Phrases, overrides: PhraseOverrides): Phrases {
  const entries = phraseNames.map((name) => {
    const { yue = book[name].yue, cmn = book[name].cmn, en = book[name].en } = overrides[name] ?? {};
    return [name, { yue, cmn, en }] as const;
  });
  return Object.fromEntries(entries) as Record<PhraseName, Phrases[PhraseName]>;
}
