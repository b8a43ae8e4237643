/** The answer to a number that was read back: what is wrong with it, and what is right. Pure. */
import { readDigits } from '../../../../agent/language/spoken-digits/read-digits.js';
import type { Dialogue } from '../dialogue-schema.js';
import type { DialogueState } from '../state.js';
import type { HeardSpeech } from '../step.js';
import {
  alignPiece,
  type Correction,
  denies,
  edited,
  meansAll,
  occurrences,
  placesIn,
  readCorrection,
} from './correction.js';
import { mostStrangers } from './dictation.js';
import { asksToStartAgain, isAgreement } from './dictation-words.js';
import { groupsOf } from './grouping.js';
import {
  appended,
  byKeypad,
  type Check,
  checked,
  digitsSlot,
  type Fix,
  fixing,
  type SlotOutcome,
  startOver,
} from './number-turn.js';

/** After so many read-backs that were denied with nothing to put right the keypad is asked for; with something, after more. */
const mostDenials = 2;
const mostCorrections = 4;
/** Probability against the text's from which on an alternative that denies makes a yes doubtful. */
const doubtfulFrom = 0.3;
/** The answer to a read-back, as far as it puts something right or denies; undefined for a plain yes and anything else. */
export function takeCheck(
  dialogue: Dialogue,
  state: DialogueState,
  waiting: Check,
  heard: HeardSpeech,
): SlotOutcome | undefined {
  const slot = digitsSlot(dialogue, waiting.slot);
  const { language } = state;
  if (slot.dictation === undefined) return denies(heard.text, language) ? denied(dialogue, state) : undefined;
  const correction = readCorrection(heard.text, language, slot.length);
  if (correction !== undefined) {
    const better = correction.kind === 'denial' ? fromAlternatives(heard, state, slot.length) : undefined;
    return corrected(dialogue, state, waiting, better ?? correction, heard.text);
  }
  if (denies(heard.text, language)) return denied(dialogue, state);
  const isDoubtful = (heard.alternatives ?? []).some(
    ({ text, confidence }) => confidence >= doubtfulFrom && denies(text, language),
  );
  return isDoubtful ? { kind: 'missed', state } : undefined;
}

/** What a no leaves out, another hearing of it may have. */
function fromAlternatives({ alternatives = [] }: HeardSpeech, { language }: DialogueState, length: number) {
  for (const { text } of alternatives) {
    const correction = readCorrection(text, language, length);
    if (correction !== undefined && correction.kind !== 'denial') return correction;
  }
  return undefined;
}

/** The answer to "which part?" and "what instead?"; never a yes to the number. */
export function takeFix(
  dialogue: Dialogue,
  state: DialogueState,
  waiting: Fix,
  heard: HeardSpeech,
): SlotOutcome | undefined {
  const { slot: name, digits, part, swap, denials } = waiting;
  const { length } = digitsSlot(dialogue, name);
  const { language } = state;
  const { text } = heard;
  const fixed = (now: string): SlotOutcome => checked(dialogue, state, { slot: name, digits: now, denials });
  if (asksToStartAgain(text, language) || meansAll(text, language)) return startOver(dialogue, state, name);
  const places = placesIn(text, language, length);
  if (swap !== undefined) {
    const found = whichOf(occurrences(digits, swap.was), places, swap.was.length, digits.length);
    if (found !== undefined) {
      const positions = [...swap.was].map((_digit, index) => found + index);
      return fixed(edited(digits, [{ positions, digits: swap.now }]));
    }
  }
  if (part !== undefined) {
    const texts = [text, ...(heard.alternatives ?? []).map((alternative) => alternative.text)];
    const said = texts.map((each) =>
      readDigits(each, language, {
        lengths: [part.count, length],
        trusting: places.length === 0 && !denies(each, language),
      }),
    );
    const now = said.find(
      (reading) => reading.digits.length === part.count && reading.strangers <= mostStrangers,
    )?.digits;
    if (now !== undefined && places.length === 0)
      return fixed(digits.slice(0, part.start) + now + digits.slice(part.start + part.count));
  }
  const group = part === undefined && swap === undefined ? chosenGroup(text, state, places, length) : undefined;
  if (group !== undefined) return fixing(dialogue, state, { ...waiting, part: group });
  const correction = readCorrection(text, language, length) ?? fromAlternatives(heard, state, length);
  if (correction === undefined || correction.kind === 'denial') {
    return denies(text, language) ? denied(dialogue, state) : undefined;
  }
  return corrected(dialogue, state, waiting, correction, text);
}

/** "The second", of the places where the same digits are: the second of them, or else the second digit. */
function whichOf(
  found: readonly number[],
  places: readonly (readonly number[])[],
  width: number,
  length: number,
): number | undefined {
  const [positions] = places;
  if (places.length !== 1 || positions === undefined || positions.length === 0) return undefined;
  const at = positions[0]!;
  // A place at the end, "the last one", and one by its number are told apart by where they are.
  if (positions.length > 1) return found.find((index) => positions.includes(index));
  if (at === length - 1) return found.at(-1);
  return found[at] ?? found.find((index) => index === at || index === at - width + 1);
}

/** "The first", "the second group", "尾" and their keys, where it was asked which. */
function chosenGroup(
  text: string,
  { language }: DialogueState,
  places: readonly (readonly number[])[],
  length: number,
) {
  const groups = groupsOf(length);
  const { digits } = readDigits(text, language, {});
  const number = digits.length === 1 ? Number(digits) : 0;
  if (places.length === 0) return groups[number - 1];
  const [positions = []] = places;
  if (digits.length > 1 || places.length > 1 || positions.length === 0) return undefined;
  const whole = groups.find(({ start, count }) => start === positions[0] && count === positions.length);
  if (whole !== undefined) return whole;
  if (positions.length > 1) return undefined;
  return positions[0] === length - 1 ? groups.at(-1) : groups[positions[0]!];
}

function corrected(
  dialogue: Dialogue,
  state: DialogueState,
  waiting: Check | Fix,
  correction: Correction,
  text: string,
): SlotOutcome | undefined {
  const { slot, digits } = waiting;
  const denials = (waiting.denials ?? 0) + 1;
  const again = (now: string): SlotOutcome => {
    if (denials > mostCorrections) return byKeypad(state, slot);
    return checked(dialogue, state, { slot, digits: now, denials });
  };
  switch (correction.kind) {
    case 'edits':
      return again(edited(digits, correction.edits));
    case 'whole':
      // "Yes, 1234 5678."
      if (correction.digits === digits && waiting.for === 'slot-check' && isPlainYes(text, state)) {
        return { kind: 'filled', value: digits };
      }
      return again(correction.digits);
    case 'part':
      return fixing(dialogue, state, { for: 'slot-fix', slot, digits, denials, part: correction.range });
    case 'swap':
      return swapped(dialogue, state, { for: 'slot-fix', slot, digits, denials }, correction, again);
    case 'piece': {
      const range = alignPiece(digits, correction.digits);
      if (range === undefined) return denied(dialogue, state);
      // The first group once more, as it was: the whole number is on its way.
      if (range === 'same') {
        const isFirst = digits.startsWith(correction.digits) && waiting.for === 'slot-check';
        if (!isFirst) return denied(dialogue, state);
        return appended(dialogue, state, { for: 'slot', slot }, { digits: correction.digits, keyed: false });
      }
      return again(digits.slice(0, range.start) + correction.digits + digits.slice(range.start + range.count));
    }
    case 'denial':
      return denied(dialogue, state);
  }
}

const isPlainYes = (text: string, { language }: DialogueState): boolean =>
  isAgreement(text, language) && !denies(text, language);

/** "Not five but nine": it is put right where there is one five, and asked about where there are several. */
function swapped(
  dialogue: Dialogue,
  state: DialogueState,
  fix: Fix,
  { was, now }: Extract<Correction, { kind: 'swap' }>,
  again: (digits: string) => SlotOutcome,
): SlotOutcome {
  const [first, ...others] = occurrences(fix.digits, was);
  if (first === undefined) return denied(dialogue, state);
  if (others.length > 0)
    return now === '' ? denied(dialogue, state) : fixing(dialogue, state, { ...fix, swap: { was, now } });
  if (now !== '') return again(fix.digits.replace(was, now));
  return fixing(dialogue, state, { ...fix, part: { start: first, count: was.length } });
}

/** A no, and nothing to put right: which part is wrong? Then the keypad. */
export function denied(dialogue: Dialogue, state: DialogueState): SlotOutcome {
  const waiting = state.waiting as Check | Fix;
  const { slot: name, digits } = waiting;
  const { dictation, length } = digitsSlot(dialogue, name);
  if (dictation === undefined) return { kind: 'missed', state: { ...state, waiting: { for: 'slot', slot: name } } };
  const denials = (waiting.denials ?? 0) + 1;
  if (denials > mostDenials) return byKeypad(state, name);
  if (groupsOf(length).length === 1) return startOver(dialogue, state, name);
  return fixing(dialogue, state, { for: 'slot-fix', slot: name, digits, denials });
}
