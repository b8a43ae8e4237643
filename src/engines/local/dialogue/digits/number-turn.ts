/** What becomes of a number that is dictated, read back, put right or keyed: the turns that all of these end in. Pure. */
import type { Dialogue, DigitsSlot } from '../dialogue-schema.js';
import { dictationText, joined, promptText, questionOf, say } from '../prompts.js';
import type { DialogueState, Turn, Waiting } from '../state.js';

export type SlotOutcome =
  | { readonly kind: 'turn'; readonly turn: Turn }
  /** The number is known: keyed, or spoken and agreed to. */
  | { readonly kind: 'filled'; readonly value: string }
  /** Nothing of use: the question is asked again. */
  | { readonly kind: 'missed'; readonly state: DialogueState };

export type Open = Extract<Waiting, { for: 'slot' }>;
export type Check = Extract<Waiting, { for: 'slot-check' }>;
export type Fix = Extract<Waiting, { for: 'slot-fix' }>;

export const digitsSlot = (dialogue: Dialogue, name: string): DigitsSlot => dialogue.slots[name] as DigitsSlot;

export function appended(
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

/** The keypad and a human are offered, and the number is asked for from its beginning. */
export function byKeypad(state: DialogueState, slot: string): SlotOutcome {
  return { kind: 'missed', state: { ...state, misses: Math.max(1, state.misses), waiting: { for: 'slot', slot } } };
}

export const startOver = (dialogue: Dialogue, state: DialogueState, slot: string): SlotOutcome =>
  asking(dialogue, { ...state, misses: 0, waiting: { for: 'slot', slot } });

export const fixing = (dialogue: Dialogue, state: DialogueState, waiting: Fix): SlotOutcome =>
  asking(dialogue, { ...state, misses: 0, waiting });

/** Reads the number back. */
export function checked(dialogue: Dialogue, state: DialogueState, check: Omit<Check, 'for'>): SlotOutcome {
  return asking(dialogue, { ...state, misses: 0, waiting: { for: 'slot-check', ...check } });
}

/** Digits are said slowly. */
export function asking(dialogue: Dialogue, state: DialogueState, piece?: string): SlotOutcome {
  const style = state.waiting.for === 'slot-check' ? ({ pace: 'slow' } as const) : {};
  return { kind: 'turn', turn: { state, actions: [say(state, questionOf(dialogue, state, piece), { style })] } };
}

/** Too many digits, or too few by the caller's own word. */
export function wrongLength(dialogue: Dialogue, state: DialogueState, slot: string, count: number): SlotOutcome {
  const cleared: DialogueState = { ...state, misses: state.misses + 1, waiting: { for: 'slot', slot } };
  const help = cleared.misses > 1 ? promptText(dialogue, 'offer_help', state) : '';
  const text = dictationText(dialogue, slot, 'wrong_length', { count }, state.language);
  return { kind: 'turn', turn: { state: cleared, actions: [say(cleared, joined([help, text], state.language))] } };
}
