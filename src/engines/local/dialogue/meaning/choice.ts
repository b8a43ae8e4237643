import type { ChoiceSlot, Dialogue } from '../dialogue-schema.js';
import { namesIn, type Option, optionsOf } from '../prompts.js';
import type { DialogueState } from '../state.js';
import { corrected } from './correction.js';
import { compile, type SynonymGroups } from './lexicon.js';
import { likenesses } from './likeness.js';
import { type HeardWords, languagesOf } from './understanding.js';
import { chineseNumber, unitsOf } from './units.js';

/** Likeness to a name from which on an option is meant, and how far the next one has to be behind. */
const likelyOption = 0.5;
/** Within a request, a name has to be said nearly whole, whatever is said besides. */
const namedOption = 0.92;
const clearLead = 0.1;
const noGroups: SynonymGroups = [];

/** The option that an answer means, by its name or by its number: 第二個, the last one. */
export function chosenOption(
  dialogue: Dialogue,
  slot: ChoiceSlot,
  state: DialogueState,
  heard: HeardWords,
): Option | undefined {
  return (
    likelyOptionOf(dialogue, slot, state, heard, likelyOption) ??
    numbered(optionsOf(slot, state), lastSaid(dialogue, state, heard))
  );
}

/** The option that a request names besides. */
export const optionInRequest = (
  dialogue: Dialogue,
  slot: ChoiceSlot,
  state: DialogueState,
  text: string,
): Option | undefined => likelyOptionOf(dialogue, slot, state, { text }, namedOption, 0);

function likelyOptionOf(
  dialogue: Dialogue,
  slot: ChoiceSlot,
  state: DialogueState,
  heard: HeardWords,
  least: number,
  extraShare?: number,
): Option | undefined {
  const options = optionsOf(slot, state);
  const text = lastSaid(dialogue, state, heard);
  const scores = options.map(() => 0);
  for (const language of languagesOf(dialogue, state.language, { ...heard, text })) {
    const sets = Object.fromEntries(
      options.map((option, index) => [`${index}`, { phrases: { [language]: namesIn(slot, option, language) } }]),
    );
    const lexicon = compile(sets, dialogue.synonyms?.[language] ?? noGroups, language, 1);
    for (const { name, score } of likenesses(unitsOf(text, language), lexicon, extraShare)) {
      scores[Number(name)] = Math.max(scores[Number(name)]!, score);
    }
  }
  const [first, second] = [...scores.entries()].sort(([, a], [, b]) => b - a);
  if (first === undefined || first[1] < least || first[1] - (second?.[1] ?? 0) < clearLead) return undefined;
  return options[first[0]];
}

const lastSaid = (dialogue: Dialogue, { language }: DialogueState, heard: HeardWords): string =>
  corrected(heard.text, languagesOf(dialogue, language, heard)).readings[0] ?? '';

const englishOrdinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth'];
const englishNumbers = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

function numbered(options: readonly Option[], text: string): Option | undefined {
  if (/最[後后尾]|尾[嗰个個]|\blast one\b|\bthe last\b/iu.test(text)) return options.at(-1);
  const chinese =
    /(?:第|选项|選項)([一二兩两三四五六七八九\d])|([一二三四五六七八九\d])號(?!碼)|([一二三四五六七八九\d])号(?!码)/u.exec(
      text,
    );
  const digit = chinese?.slice(1).find((group) => group !== undefined);
  if (digit !== undefined) return options[(/\d/.test(digit) ? Number(digit) : chineseNumber(digit)) - 1];
  const english =
    /\b(?:the )?(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)\b|\b(?:number|option) (one|two|three|four|five|six|seven|eight|nine|[1-9])\b/iu.exec(
      text,
    );
  const [, ordinal, number] = english ?? [];
  if (ordinal !== undefined) return options[englishOrdinals.indexOf(ordinal.toLowerCase())];
  if (number === undefined) return undefined;
  return options[/\d/.test(number) ? Number(number) - 1 : englishNumbers.indexOf(number.toLowerCase())];
}
