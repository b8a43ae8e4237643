/** A number, or a piece of it, that is dictated. Pure. */
import { type DigitReading, readDigits } from '../../../../agent/language/spoken-digits/read-digits.js';
import type { Dialogue } from '../dialogue-schema.js';
import type { DialogueState } from '../state.js';
import type { HeardSpeech } from '../step.js';
import { placedPiece } from './correction.js';
import { asksToStartAgain, isAgreement, saysThatIsAll, withoutStartAgain } from './dictation-words.js';
import { appended, asking, checked, digitsSlot, type Open, type SlotOutcome, wrongLength } from './number-turn.js';

/** Words besides digits that a piece of a number may begin with. */
export const mostStrangers = 4;
const leastAmongStrangers = 3;

/** A turn spoken where the number, or more of it, is asked for; undefined when it is something else. */
export function takeDictation(
  dialogue: Dialogue,
  state: DialogueState,
  waiting: Open,
  heard: HeardSpeech,
): SlotOutcome | undefined {
  const { slot } = waiting;
  const { length, dictation } = digitsSlot(dialogue, slot);
  if (dictation === undefined) {
    const { digits } = readingOf(heard, state, length, '').reading;
    return digits.length === length ? checked(dialogue, state, { slot, digits }) : undefined;
  }
  const { language } = state;
  const startsAgain = asksToStartAgain(heard.text, language);
  const before: Open = startsAgain ? { for: 'slot', slot } : waiting;
  const kept = before.digits ?? '';
  const placed = placedPiece(heard.text, language, length);
  if (placed !== undefined && (placed.start === 0 || placed.start === kept.length)) {
    const from: Open = placed.start === 0 ? { for: 'slot', slot } : before;
    return appended(dialogue, state, from, { digits: placed.digits, keyed: false });
  }
  const { reading, isWhole } = readingOf(heard, state, length, kept);
  if (reading.takesBack && kept !== '') return takenBack(dialogue, state, before, reading);
  if (reading.digits !== '') {
    if (!isWhole && !isPiece(reading, heard.unknownWords)) return undefined;
    return appended(dialogue, state, before, { digits: reading.digits, keyed: false });
  }
  if (startsAgain) return asking(dialogue, { ...state, waiting: before, misses: 0 });
  return kept === '' ? undefined : withoutDigits(dialogue, state, before, heard.text);
}

/** The first hearing that completes the number; else the best. */
function readingOf(
  { text, alternatives = [] }: HeardSpeech,
  { language }: DialogueState,
  length: number,
  kept: string,
) {
  const missing = length - kept.length;
  const lengths = kept === '' ? [length] : [missing, length];
  const readings = [text, ...alternatives.map((alternative) => alternative.text)].map((words) =>
    readDigits(withoutStartAgain(words), language, { lengths }),
  );
  const whole = readings.find(
    ({ digits, strangers, strangersAfter }) =>
      digits.length === length || (digits.length === missing && strangersAfter === 0 && strangers <= mostStrangers),
  );
  return { reading: whole ?? readings[0]!, isWhole: whole !== undefined };
}

/** "That's all" before all is there, and "yes" to what was said back. */
function withoutDigits(dialogue: Dialogue, state: DialogueState, waiting: Open, text: string): SlotOutcome | undefined {
  const { slot, digits = '' } = waiting;
  if (saysThatIsAll(text, state.language)) return wrongLength(dialogue, state, slot, digits.length);
  return isAgreement(text, state.language) ? asking(dialogue, { ...state, waiting }) : undefined;
}

/** Some of a number and little else. A recogniser of phrases that heard other words made up the digits. */
function isPiece({ digits, strangers, strangersBefore, strangersAfter }: DigitReading, unknownWords: number): boolean {
  if (unknownWords > 0 || strangersAfter > 0) return false;
  const between = strangers - strangersBefore;
  if (strangersBefore > mostStrangers || between > 1) return false;
  return strangers === 0 || digits.length >= (strangersBefore > 0 ? leastAmongStrangers : 2);
}

/** "No, …": what was said last is left out, and said again. */
function takenBack(dialogue: Dialogue, state: DialogueState, waiting: Open, { digits }: DigitReading): SlotOutcome {
  const { slot, digits: kept = '', last = kept.length } = waiting;
  const left = kept.slice(0, kept.length - last);
  const before: Open = { for: 'slot', slot, ...(left === '' ? {} : { digits: left }) };
  if (digits !== '') return appended(dialogue, state, before, { digits, keyed: false });
  return asking(dialogue, { ...state, waiting: before });
}
