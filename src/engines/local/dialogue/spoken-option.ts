import type { Language } from '../../../core/language.js';
import type { ChoiceSlot, Dialogue } from './dialogue-schema.js';
import { type Hearing, nearest } from './match.js';
import { namesIn, type Option, optionsOf } from './prompts.js';
import type { DialogueState } from './state.js';
import { tokensOf } from './tokens.js';

const likelyAnswer = 0.5;

/** How what is said in a language of the dialogue is read. */
export const hearingIn = (dialogue: Dialogue, language: Language, unknownWords = 0): Hearing => ({
  language,
  synonyms: dialogue.synonyms ?? {},
  unknownWords,
});

/** The option that an answer to its question means: one that is named; else the one whose name is like what was said. */
export function spokenOption(dialogue: Dialogue, slot: ChoiceSlot, state: DialogueState, text: string) {
  const options = optionsOf(slot, state);
  const named = namedOption(dialogue, slot, state, text);
  if (named !== undefined) return named;
  const { language } = state;
  const names = options.map((option, index) => [
    String(index),
    { phrases: { [language]: namesIn(slot, option, language) } },
  ]);
  const match = nearest(text, hearingIn(dialogue, language), Object.fromEntries(names));
  return match === undefined || match.score < likelyAnswer ? undefined : options[Number(match.name)];
}

/** The option of which a whole name was said, the longest of them. */
export function namedOption(
  { synonyms }: Dialogue,
  slot: ChoiceSlot,
  state: DialogueState,
  text: string,
): Option | undefined {
  const { language } = state;
  const said = new Set(tokensOf(text, language, synonyms));
  return optionsOf(slot, state)
    .flatMap((option) => namesIn(slot, option, language).map((name) => ({ option, name })))
    .map(({ option, name }) => ({ option, tokens: tokensOf(name, language, synonyms) }))
    .filter(({ tokens }) => tokens.length > 0 && tokens.every((token) => said.has(token)))
    .sort((a, b) => b.tokens.length - a.tokens.length)[0]?.option;
}
