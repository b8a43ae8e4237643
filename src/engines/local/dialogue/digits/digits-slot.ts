/** A number that is dictated, read back and put right; or keyed, at any time. Pure. */
import { type DigitReading, readDigits } from '../../../../agent/language/spoken-digits/read-digits.js';
import type { Dialogue, DigitsSlot } from '../dialogue-schema.js';
import { dictationText, joined, promptText, questionOf, say } from '../prompts.js';
import type { DialogueState, Turn, Waiting } from '../state.js';
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
import { asksToStartAgain, isAgreement, saysThatIsAll } from './dictation-words.js';
import { groupsOf, type Range } from './grouping.js';

export type SlotOutcome =
  | { readonly kind: 'turn'; readonly turn: Turn }
  /** The number is known: keyed, or spoken and agreed to. */
  | { readonly kind: 'filled'; readonly value: string }
  /** Nothing of use: the question is asked again. */
  | { readonly kind: 'missed'; readonly state: DialogueState };

type Open = Extract<Waiting, { for: 'slot' }>;
type Check = Extract<Waiting, { for: 'slot-check' }>;
type Fix = Extract<Waiting, { for: 'slot-fix' }>;

/** After so many read-backs that were denied with nothing to put right the keypad is asked for; with something, after more. */
const mostDenials = 2;
const mostCorrections = 4;
/** Probability against the text's from which on an alternative that denies makes a yes doubtful. */
const doubtfulFrom = 0.3;
/** Words besides digits that a piece of a number may begin with. */
const mostStrangers = 4;
const leastAmongStrangers = 3;

const digitsSlot = (dialogue: Dialogue, name: string): DigitsSlot => dialogue.slots[name] as DigitsSlot;

/** A turn spoken where the number, or more of it, is asked for; undefined when it is something else. */
export function takeDictation(
  dialogue: Dialogue,
  state: DialogueState,
  waiting: Open,
  heard: HeardSpeech,
): SlotOutcome | undefined {
  const { length, dictation } = digitsSlot(dialogue, waiting.slot);
  const { language } = state;
  const startsAgain = dictation !== undefined && asksToStartAgain(heard.text, language);
  const kept = startsAgain ? '' : (waiting.digits ?? '');
  const before: Open = startsAgain ? { for: 'slot', slot: waiting.slot } : waiting;
  const missing = length - kept.length;
  const lengths = kept === '' ? [length] : [missing, length];
  const readings = [heard.text, ...(heard.alternatives ?? []).map(({ text }) => text)].map((text) =>
    readDigits(startsAgain ? asksToStartAgain.without(text) : text, language, { lengths }),
  );
  const whole = readings.find(
    ({ digits, strangers, strangersAfter }) =>
      digits.length === length || (digits.length === missing && strangersAfter === 0 && strangers <= mostStrangers),
  );
  const reading = whole ?? readings[0]!;
  if (reading.takesBack && kept !== '') return takenBack(dialogue, state, before, reading);
  const { digits } = reading;
  if (digits.length === length) return checked(dialogue, state, { slot: waiting.slot, digits });
  if (dictation === undefined) return undefined;
  if (digits !== '' && whole === undefined && !isPiece(reading, heard.unknownWords)) return undefined;
  if (digits !== '') return appended(dialogue, state, before, { digits, keyed: false });
  if (startsAgain) return asking(dialogue, { ...state, waiting: before, misses: 0 });
  if (kept === '') return undefined;
  if (saysThatIsAll(heard.text, language)) return wrongLength(dialogue, state, waiting.slot, kept.length);
  return isAgreement(heard.text, language) ? asking(dialogue, { ...state, waiting: before }) : undefined;
}

/** Some of a number and little else. A recogniser of phrases that heard other words made up the digits. */
function isPiece({ digits, strangers, strangersBefore, strangersAfter }: DigitReading, unknownWords: number): boolean {
  if (unknownWords > 0 || strangersAfter > 0) return false;
  const between = strangers - strangersBefore;
  if (strangersBefore > mostStrangers || between > 1) return false;
  return strangers === 0 || digits.length >= (strangersBefore > 0 ? leastAmongStrangers : 2);
}

function appended(
  dialogue: Dialogue,
  state: DialogueState,
  waiting: Open,
  { digits: added, keyed: isKeyed }: { readonly digits: string; readonly keyed: boolean },
): SlotOutcome {
  const { slot, digits: kept = '', keyed: keyedBefore = '' } = waiting;
  const { length } = digitsSlot(dialogue, slot);
  const digits = continued(kept, added, length);
  if (digits === undefined) return wrongLength(dialogue, state, slot, kept.length + added.length);
  const keyed = isKeyed ? { keyed: keyedBefore + added } : {};
  if (digits.length === length) return checked(dialogue, state, { slot, digits, ...keyed });
  const last = digits.length - kept.length > 0 ? digits.slice(kept.length) : digits;
  return asking(
    dialogue,
    { ...state, misses: 0, waiting: { for: 'slot', slot, digits, last: last.length, ...keyed } },
    last,
  );
}

/** What was kept with what was added; somebody who says what is kept once more goes on from there. */
function continued(kept: string, added: string, length: number): string | undefined {
  if (added.length === length) return added;
  if (kept.length + added.length <= length) return kept + added;
  if (added.startsWith(kept)) return added.length < length ? added : undefined;
  for (let shared = Math.min(kept.length, added.length); shared >= 2; shared -= 1) {
    const total = kept.length + added.length - shared;
    if (total === length && kept.endsWith(added.slice(0, shared))) return kept + added.slice(shared);
  }
  return undefined;
}

/** "No, …": what was said last is left out, and said again. */
function takenBack(dialogue: Dialogue, state: DialogueState, waiting: Open, { digits }: DigitReading): SlotOutcome {
  const { slot, digits: kept = '', last = kept.length } = waiting;
  const left = kept.slice(0, kept.length - last);
  const before: Open = { for: 'slot', slot, ...(left === '' ? {} : { digits: left }) };
  if (digits !== '') return appended(dialogue, state, before, { digits, keyed: false });
  return asking(dialogue, { ...state, waiting: before });
}

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
      // "Yes, 1234 5678" is left to be taken for the yes that it is.
      if (correction.digits === digits && isAgreement(text, state.language) && waiting.for === 'slot-check')
        return undefined;
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

/** The keypad and a human are offered, and the number is asked for from its beginning. */
function byKeypad(state: DialogueState, slot: string): SlotOutcome {
  return { kind: 'missed', state: { ...state, misses: Math.max(1, state.misses), waiting: { for: 'slot', slot } } };
}

const startOver = (dialogue: Dialogue, state: DialogueState, slot: string): SlotOutcome =>
  asking(dialogue, { ...state, misses: 0, waiting: { for: 'slot', slot } });

const fixing = (dialogue: Dialogue, state: DialogueState, waiting: Fix): SlotOutcome =>
  asking(dialogue, { ...state, misses: 0, waiting });

/** Reads the number back; keyed in full it needs none. */
function checked(dialogue: Dialogue, state: DialogueState, check: Omit<Check, 'for'>): SlotOutcome {
  if (check.keyed === check.digits) return { kind: 'filled', value: check.digits };
  return asking(dialogue, { ...state, misses: 0, waiting: { for: 'slot-check', ...check } });
}

/** Digits are said slowly. */
function asking(dialogue: Dialogue, state: DialogueState, piece?: string): SlotOutcome {
  const style = state.waiting.for === 'slot-check' ? ({ pace: 'slow' } as const) : {};
  return { kind: 'turn', turn: { state, actions: [say(state, questionOf(dialogue, state, piece), { style })] } };
}

/** Too many digits, or too few by the caller's own word. */
function wrongLength(dialogue: Dialogue, state: DialogueState, slot: string, count: number): SlotOutcome {
  const cleared: DialogueState = { ...state, misses: state.misses + 1, waiting: { for: 'slot', slot } };
  const help = cleared.misses > 1 ? promptText(dialogue, 'offer_help', state) : '';
  const text = dictationText(dialogue, slot, 'wrong_length', { count }, state.language);
  return { kind: 'turn', turn: { state: cleared, actions: [say(cleared, joined([help, text], state.language))] } };
}

/** Keys while a number is asked for or read back. Undefined: they are for something else. */
export function takeKeys(dialogue: Dialogue, state: DialogueState, keys: string): SlotOutcome | undefined {
  const { waiting } = state;
  if (waiting.for !== 'slot' && waiting.for !== 'slot-check' && waiting.for !== 'slot-fix') return undefined;
  const { slot: name } = waiting;
  const { length, dictation } = digitsSlot(dialogue, name);
  if (!/^\d+$/.test(keys)) return undefined;
  if (keys.length === length) return { kind: 'filled', value: keys };
  // Somebody who keys on keys the number from its beginning.
  const keyed = (waiting.for === 'slot-fix' ? '' : (waiting.keyed ?? '')) + keys;
  if (keyed.length === length) return { kind: 'filled', value: keyed };
  if (dictation === undefined) return undefined;
  if (waiting.for === 'slot') return keysOfSlot(dialogue, state, waiting, keys, length);
  if (waiting.for === 'slot-fix') {
    const fixed = keysOfFix(dialogue, state, waiting, keys, length);
    if (fixed !== undefined) return fixed;
  }
  if (keys.length === 1 || keys.length > length) return undefined;
  return appended(dialogue, state, { for: 'slot', slot: name }, { digits: keys, keyed: true });
}

function keysOfSlot(dialogue: Dialogue, state: DialogueState, waiting: Open, keys: string, length: number) {
  const { digits = '' } = waiting;
  const isLast = digits !== '' && digits.length + 1 === length;
  // One key alone may call a human; it continues a number that was begun.
  if (keys.length === 1 && !isLast && (digits === '' || keys === '0')) return undefined;
  return appended(dialogue, state, waiting, { digits: keys, keyed: true });
}

function keysOfFix(dialogue: Dialogue, state: DialogueState, waiting: Fix, keys: string, length: number) {
  const { slot, digits, part, swap, denials } = waiting;
  if (part !== undefined && keys.length === part.count) {
    const now = digits.slice(0, part.start) + keys + digits.slice(part.start + part.count);
    return checked(dialogue, state, { slot, digits: now, denials, keyed: keys });
  }
  const group: Range | undefined = groupsOf(length)[Number(keys) - 1];
  if (part !== undefined || swap !== undefined || keys.length !== 1 || group === undefined) return undefined;
  return fixing(dialogue, state, { ...waiting, part: group });
}

/** Digits that complete what is asked for; 0 when any number may. */
export function digitsWanted(dialogue: Dialogue, waiting: Open | Check | Fix): number {
  const { length } = digitsSlot(dialogue, waiting.slot);
  switch (waiting.for) {
    case 'slot':
      return length - (waiting.digits ?? '').length;
    // A key alone is an answer; the first of several is none: the whole number may be keyed.
    case 'slot-check':
      return 0;
    case 'slot-fix':
      return waiting.part?.count ?? 0;
  }
}
