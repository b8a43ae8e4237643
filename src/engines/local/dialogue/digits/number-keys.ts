/** Keys while a number is asked for or read back: the keypad is there at any time. Pure. */
import type { Dialogue } from '../dialogue-schema.js';
import type { DialogueState } from '../state.js';
import { groupsOf, type Range } from './grouping.js';
import {
  appended,
  type Check,
  checked,
  digitsSlot,
  type Fix,
  fixing,
  type Open,
  type SlotOutcome,
} from './number-turn.js';

/** Keys while a number is asked for or read back. Undefined: they are for something else. */
export function takeKeys(dialogue: Dialogue, state: DialogueState, keys: string): SlotOutcome | undefined {
  const { waiting } = state;
  if (waiting.for !== 'slot' && waiting.for !== 'slot-check' && waiting.for !== 'slot-fix') return undefined;
  const { slot: name } = waiting;
  const { length, dictation } = digitsSlot(dialogue, name);
  if (!/^\d+$/.test(keys)) return undefined;
  if (keys.length === length) return { kind: 'filled', value: keys };
  if (dictation === undefined) return undefined;
  // Somebody who keys on after what was taken for the end of the number keys it from its beginning. Keyed in two goes it is
  // read back: it may be half of it twice.
  const keyed = (waiting.for === 'slot-fix' ? '' : (waiting.keyed ?? '')) + keys;
  if (keyed.length === length) return checked(dialogue, state, { slot: name, digits: keyed, keyed });
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
