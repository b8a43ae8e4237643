import type { Language } from '../../../../core/language.js';
import type { Heard } from '../../recogniser/recogniser.js';
import type { Dialogue } from '../dialogue-schema.js';
import { corrected } from './correction.js';
import { compile, type Lexicon, type SynonymGroups } from './lexicon.js';
import { type Likeness, likenesses } from './likeness.js';
import { unitsOf } from './units.js';

/** What was heard, as far as it is known. */
export type HeardWords = Partial<Heard> & Pick<Heard, 'text'>;

export interface Understanding {
  readonly intent: string;
  /** Probability that it was meant: of the words, their rival, and how well they were heard. */
  readonly confidence: number;
  /** The words that count, without what the caller took back. */
  readonly text: string;
}

/** From here on a request is carried out, and from here on the caller is asked whether it was meant (docs/adr/0142). */
export const certainMeaning = 0.74;
export const possibleMeaning = 0.55;

const noGroups: SynonymGroups = [];
const lexicons = new WeakMap<Dialogue, Map<Language, Lexicon>>();

/** A dialogue does not change: its phrases are read once. */
function lexiconOf(dialogue: Dialogue, language: Language): Lexicon {
  const known = lexicons.get(dialogue) ?? new Map<Language, Lexicon>();
  lexicons.set(dialogue, known);
  let lexicon = known.get(language);
  if (lexicon === undefined) {
    lexicon = compile(dialogue.intents, dialogue.synonyms?.[language] ?? noGroups, language);
    known.set(language, lexicon);
  }
  return lexicon;
}

/** Reads the dictionaries and the dialogue's phrases, so that no caller waits for it. */
export function prepareDialogue(dialogue: Dialogue): void {
  for (const language of dialogue.languages) likenesses(unitsOf('你好', language), lexiconOf(dialogue, language));
}

/** What a word of the caller may be in: the conversation's language, the one that was heard, and the others. */
export function languagesOf(dialogue: Dialogue, language: Language, heard: HeardWords): readonly Language[] {
  const { text } = heard;
  const hasChinese = /\p{Script=Han}/u.test(text);
  const hasEnglish = /[a-z]{2}/iu.test(text);
  const isReadable = (candidate: Language): boolean =>
    candidate === 'en' ? hasEnglish : hasChinese || candidate === language;
  const own = heard.language === undefined ? [language] : [language, heard.language.value];
  return [...new Set([...own, ...dialogue.languages])].filter(
    (candidate) => dialogue.languages.includes(candidate) && isReadable(candidate),
  );
}

/** What another language than the conversation's tells: callers seldom change it, and few of its words are none of ours. */
const otherLanguage = 0.95;
/** Texts besides the first that are read when that is not clear. */
const mostAlternatives = 4;

/** The request that was most likely meant; undefined when nothing is like it. */
export function understood(dialogue: Dialogue, language: Language, heard: HeardWords): Understanding | undefined {
  const languages = languagesOf(dialogue, language, heard);
  const { readings, deniesAll } = corrected(heard.text, languages);
  if (deniesAll) return undefined;
  const [last, before] = readings;
  const first = best(dialogue, languages, heard, last!);
  if (before === undefined || (first !== undefined && first.confidence >= certainMeaning)) return first;
  // "I want to check my bill, no, my data": what is taken back may be one word of the sentence.
  const framed = best(dialogue, languages, heard, `${withoutLastThing(before, dialogue, languages[0]!)} ${last}`);
  if (framed === undefined || (first !== undefined && first.confidence >= framed.confidence)) return first;
  return framed;
}

/** A sentence up to the last of its words that the dialogue knows as such. */
function withoutLastThing(text: string, dialogue: Dialogue, language: Language): string {
  const units = unitsOf(text, language);
  const segments = lexiconOf(dialogue, language).segment(units);
  const things = segments.filter(({ key }) => key.startsWith('='));
  const thing = things.at(-1) ?? segments.at(-1);
  const kept = thing === undefined ? units : units.slice(0, thing.from);
  return kept.map((unit) => (unit.kind === 'word' ? ` ${unit.text} ` : unit.text.replace(/^#/, ''))).join('');
}

function best(
  dialogue: Dialogue,
  languages: readonly Language[],
  heard: HeardWords,
  text: string,
): Understanding | undefined {
  const scores = new Map<string, number>();
  const add = (likeness: Likeness, share: number): void => {
    scores.set(likeness.name, Math.max(scores.get(likeness.name) ?? 0, likeness.score * share));
  };
  const read = (words: string, share: number): void => {
    for (const [index, language] of languages.entries()) {
      const found = likenesses(unitsOf(words, language), lexiconOf(dialogue, language));
      for (const likeness of found) add(likeness, share * (index === 0 ? 1 : otherLanguage));
    }
  };
  read(text, 1);
  let strange = strangeness(dialogue, languages, text);
  if (ranked(scores, strange).confidence < certainMeaning && text === heard.text) {
    // What else it may have been counts by its probability; one that is half as likely as the text is almost as good.
    for (const other of (heard.alternatives ?? []).slice(0, mostAlternatives)) {
      const { readings } = corrected(other.text, languages);
      if (readings.length !== 1 || other.confidence <= 0) continue;
      read(readings[0]!, Math.min(1, 0.7 + 0.25 * other.confidence));
      strange = Math.min(strange, 1 - other.confidence * (1 - strangeness(dialogue, languages, readings[0]!)));
    }
    // Words are not strange where the sound is that of a phrase.
    strange *= 1 - addPhrases(dialogue, languages, heard, scores);
  }
  const { intent, confidence } = ranked(scores, strange);
  if (intent === undefined) return undefined;
  return { intent, confidence: confidence * trust(heard), text };
}

/** A phrase that fits the sound nearly as well as free words do; worth most when no phrase of another intent does. Gives back how much. */
const leastPhrase = 0.5;
const mostByPhrase = 0.6;

function addPhrases(
  { intents }: Dialogue,
  languages: readonly Language[],
  heard: HeardWords,
  scores: Map<string, number>,
): number {
  const fits = new Map<string, number>();
  for (const { text, confidence } of heard.phrases ?? []) {
    for (const [name, { phrases }] of Object.entries(intents)) {
      const isOfIntent = languages.some((language) =>
        phrases[language]?.some((phrase) => plain(phrase) === plain(text)),
      );
      if (isOfIntent) fits.set(name, Math.max(fits.get(name) ?? 0, confidence));
    }
  }
  const [first, second] = [...fits].sort(([, a], [, b]) => b - a);
  if (first === undefined || first[1] < leastPhrase) return 0;
  const [name, fit] = first;
  const share = Math.min(1, ((fit - leastPhrase) / (1 - leastPhrase)) * (1 - 0.5 * ((second?.[1] ?? 0) / fit)));
  const score = scores.get(name) ?? 0;
  scores.set(name, score + (1 - score) * mostByPhrase * share);
  return share;
}

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z\p{Script=Han}]/gu, '');

/** Share of a text that no phrase of the dialogue has, in the language in which that is least: who speaks of other things uses other words. */
function strangeness(dialogue: Dialogue, languages: readonly Language[], text: string): number {
  const shares = languages.map((language) => {
    const lexicon = lexiconOf(dialogue, language);
    const units = unitsOf(text, language);
    const segments = lexicon.segment(units);
    const sizes = segments.map(({ from, to }) => to - from);
    const all = sizes.reduce((sum, size) => sum + size, 0);
    const strange = segments.reduce(
      (sum, { key }, index) => (lexicon.tokenOf(key) === undefined ? sum + sizes[index]! : sum),
      0,
    );
    return all === 0 ? 1 : strange / all;
  });
  return Math.min(1, ...shares);
}

/**
 * Confidence of the nearest name: a logistic function of its likeness, of how far the next one is behind, and of how much of
 * what was said is strange to the dialogue. The weights are fitted on the development texts under the confusion model of
 * bench/chinese (docs/adr/0142).
 */
const weights = { bias: -6.5, likeness: 9.3, lead: 4.7, strange: -3.5 };
/** A lead beyond this says no more. */
const mostLead = 0.3;

function ranked(
  scores: ReadonlyMap<string, number>,
  strange: number,
): { intent: string | undefined; confidence: number } {
  const [first, second] = [...scores].sort(([, a], [, b]) => b - a);
  if (first === undefined) return { intent: undefined, confidence: 0 };
  const lead = Math.min(mostLead, first[1] - (second?.[1] ?? 0));
  const logit = weights.bias + weights.likeness * first[1] + weights.lead * lead + weights.strange * strange;
  return { intent: first[0], confidence: 1 / (1 + Math.exp(-logit)) };
}

/** Words that were hardly heard are asked about, whatever they are. */
const wellHeard = 0.5;

function trust({ confidence }: HeardWords): number {
  return confidence === undefined || confidence >= wellHeard ? 1 : 0.5 + 0.5 * (confidence / wellHeard);
}
