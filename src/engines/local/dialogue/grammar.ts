import { speechText } from '../../../agent/language/speech-text/speech-text.js';
import type { Language } from '../../../core/language.js';
import type { Dialogue } from './dialogue-schema.js';
import { anywhereIntents } from './match.js';
import { namesIn, optionsOf } from './prompts.js';
import { digitGrammar, monthGrammar } from './spoken-value.js';
import type { DialogueState } from './state.js';

/** The recogniser decodes no more phrases than this; a grammar that large would be slower than it is useful. */
const mostPhrases = 600;

/** Phrases of the conversation's language that make sense now, for the recogniser. */
export function grammarOf(dialogue: Dialogue, state: DialogueState): string[] {
  const intents =
    state.waiting.for === 'request' || state.waiting.for === 'intent-check'
      ? dialogue.intents
      : anywhereIntents(dialogue);
  const phrases = [
    ...Object.values(intents).flatMap((intent) => intent.phrases[state.language] ?? []),
    ...answersTo(dialogue, state),
  ];
  return [...new Set(phrases.map(spokenWords).filter((phrase) => phrase !== ''))].slice(0, mostPhrases);
}

/**
 * Whether `text` is the beginning of one of these phrases, or digits. A recogniser that may hear nothing but its grammar
 * makes words of it from a cough as well; those rarely are how a phrase begins.
 */
export function isBeginning(text: string, phrases: readonly string[], language: Language): boolean {
  const digits = digitGrammar[language];
  const units = language === 'en' ? text.split(' ') : [...text];
  const letters = lettersOf(text);
  return (
    units.every((unit) => digits.includes(unit)) || phrases.some((phrase) => lettersOf(phrase).startsWith(letters))
  );
}

/** A recogniser of Chinese may write spaces between words that the phrase does not have. */
const lettersOf = (text: string): string => text.replaceAll(' ', '');

/** Every word that the dialogue may listen for in a language, besides the names that tools return; Chinese in phrases. */
export function vocabularyOf({ intents, answers }: Dialogue, language: Language): string[] {
  const phrases = [...Object.values(intents).map((intent) => intent.phrases), answers.yes, answers.no];
  const words = phrases.flatMap((sets) => sets[language] ?? []).flatMap((phrase) => spokenWords(phrase).split(' '));
  return [...new Set(words)].filter((word) => word !== '').sort();
}

function answersTo(dialogue: Dialogue, state: DialogueState): readonly string[] {
  const { waiting, language } = state;
  const { yes, no } = dialogue.answers;
  switch (waiting.for) {
    case 'request':
      return Object.values(dialogue.slots).some(({ kind }) => kind === 'month') ? monthGrammar[language] : [];
    case 'slot-check':
    case 'intent-check':
    case 'consent':
      return [...(yes[language] ?? []), ...(no[language] ?? [])];
    case 'slot-fix':
      return [...(no[language] ?? []), ...fixGrammar[language], ...digitRow(language)];
    case 'slot':
      return slotAnswers(dialogue, state, waiting.slot);
    case 'tool':
      return [];
  }
}

function slotAnswers(dialogue: Dialogue, state: DialogueState, name: string): readonly string[] {
  const slot = dialogue.slots[name]!;
  const { language } = state;
  if (slot.kind === 'month') return monthGrammar[language];
  if (slot.kind === 'digits') return digitRow(language);
  return optionsOf(slot, state).flatMap((option) =>
    namesIn(slot, option, language).flatMap((name) => asAnswers(name, language)),
  );
}

/** Digits, and digits in a row: the phrase teaches the recogniser that digits follow digits. */
const digitRow = (language: Language): string[] => [...digitGrammar[language], digitGrammar[language].join(' ')];

/** How a part of a number is named. */
const fixGrammar: Readonly<Record<Language, readonly string[]>> = {
  en: ['the first', 'the second', 'the first four', 'the last four', 'the last one', 'all of it', 'start again'],
  yue: ['頭四個', '後四個', '尾四個', '第一組', '第二組', '全部'],
  cmn: ['前四位', '后四位', '第一组', '第二组', '全部'],
};

/** A name of an option, as it is said, in what callers put around it. */
function asAnswers(name: string, language: Language): string[] {
  const said = speechText(name, language);
  return language === 'en' ? [said, `the ${said} plan`, `${said} please`] : [said];
}

/** Lower case words, runs of Chinese among them; nothing that has no sound. */
function spokenWords(phrase: string): string {
  return (
    phrase
      .toLowerCase()
      .replaceAll('’', "'")
      .match(/[a-z']+|\p{Script=Han}+/gu) ?? []
  ).join(' ');
}
