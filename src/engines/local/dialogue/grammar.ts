import type { Dialogue } from './dialogue-schema.js';
import { anywhereIntents } from './match.js';
import { nameIn, optionsOf } from './prompts.js';
import { englishDigitGrammar, englishMonthNames } from './spoken-value.js';
import type { DialogueState } from './state.js';

/** The recogniser decodes no more phrases than this; a grammar that large would be slower than it is useful. */
const mostPhrases = 600;

/** English phrases that make sense now, for the recogniser: lower case words only. */
export function grammarOf(dialogue: Dialogue, state: DialogueState): string[] {
  const intents = state.waiting.for === 'request' ? dialogue.intents : anywhereIntents(dialogue);
  const phrases = [
    ...Object.values(intents).flatMap((intent) => intent.phrases.en ?? []),
    ...answersTo(dialogue, state),
  ];
  return [...new Set(phrases.map(spokenWords).filter((phrase) => phrase !== ''))].slice(0, mostPhrases);
}

/** Every English word that the dialogue may listen for, besides the names that tools return. */
export function vocabularyOf({ intents, answers }: Dialogue): string[] {
  const phrases = [...Object.values(intents).map((intent) => intent.phrases), answers.yes, answers.no];
  const words = phrases.flatMap(({ en }) => en ?? []).flatMap((phrase) => spokenWords(phrase).split(' '));
  return [...new Set(words)].filter((word) => word !== '').sort();
}

function answersTo(dialogue: Dialogue, state: DialogueState): readonly string[] {
  const { waiting } = state;
  const { yes, no } = dialogue.answers;
  switch (waiting.for) {
    case 'request':
      return Object.values(dialogue.slots).some(({ kind }) => kind === 'month') ? monthPhrases : [];
    case 'slot-check':
    case 'consent':
      return [...(yes.en ?? []), ...(no.en ?? [])];
    case 'slot':
      return slotAnswers(dialogue, state, waiting.slot);
    case 'tool':
      return [];
  }
}

const monthPhrases = [...englishMonthNames, 'last month', 'this month'];

function slotAnswers(dialogue: Dialogue, state: DialogueState, name: string): readonly string[] {
  const slot = dialogue.slots[name]!;
  if (slot.kind === 'month') return monthPhrases;
  // Digits in a row: the phrase teaches the recogniser that digits follow digits.
  if (slot.kind === 'digits') return [...englishDigitGrammar, englishDigitGrammar.join(' ')];
  return optionsOf(slot, state).flatMap((option) => {
    const text = nameIn(option, 'en');
    return [text, `the ${text} plan`, `${text} please`];
  });
}

function spokenWords(phrase: string): string {
  return (
    phrase
      .toLowerCase()
      .replaceAll('’', "'")
      .match(/[a-z']+/g) ?? []
  ).join(' ');
}
