import type { ToolResult } from '../../../agent/tool.js';
import type { Heard } from '../recogniser/recogniser.js';
import type { Dialogue, Intent } from './dialogue-schema.js';
import { takeDictation } from './digits/dictation.js';
import { mayAgree } from './digits/dictation-words.js';
import { digitsWanted, takeKeys } from './digits/number-keys.js';
import type { SlotOutcome } from './digits/number-turn.js';
import { denied, takeCheck, takeFix } from './digits/read-back.js';
import { takeFreeWords, takeCheck as takeIntentCheck } from './free-words.js';
import { anywhereIntents, type Hearing, likelyIntent, nearest } from './match.js';
import { joined, menuText, optionsOf, promptText, questionOf, say, textIn, valuesOf } from './prompts.js';
import { hearingIn, spokenOption } from './spoken-option.js';
import { monthOf, spokenMonth } from './spoken-value.js';
import type { DialogueState, SlotValue, Turn, Waiting } from './state.js';
import { continueTask, endTask, requestedOption, startTask, takeResult } from './task.js';

/** What was heard in a turn, as far as it is known; `unknownWords` were spoken and not understood. */
export type HeardSpeech = Partial<Heard> & Pick<Heard, 'text' | 'unknownWords'>;

export type DialogueInput =
  | ({ readonly type: 'speech' } & HeardSpeech)
  /** The caller spoke, and there is no recogniser of the language here, or it did not answer. */
  | { readonly type: 'unheard'; readonly recogniser: 'none' | 'lost' }
  | { readonly type: 'digits'; readonly digits: string }
  | { readonly type: 'result'; readonly result: ToolResult };

/** While something else is asked for, only what is plainly meant leaves the question. */
const certainRequest = 0.75;
const likelyAnswer = 0.5;
/** The keys of a yes-or-no question. */
const yesKey = '1';
const noKey = '2';

/**
 * The dialogue: a state and an input in, the next state and what to do out. Pure and deterministic; `today` is
 * `YYYY-MM-DD` where the caller is.
 */
export function step(dialogue: Dialogue, state: DialogueState, input: DialogueInput, today: string): Turn {
  switch (input.type) {
    case 'result':
      return remembered(takeResult(dialogue, state, input.result));
    case 'digits':
      return remembered(takeDigits(dialogue, { ...state, byKeypad: true }, input.digits, today));
    case 'unheard':
      return remembered(unheard(dialogue, { ...state, byKeypad: true }, input.recogniser));
    case 'speech':
      return remembered(takeSpeech(dialogue, { ...state, byKeypad: false }, input, today));
  }
}

/** How many keypad digits answer what is asked now; 0 when any number may. */
export function expectedDigits(dialogue: Dialogue, { waiting, ...state }: DialogueState): number {
  if (waiting.for === 'tool') return 0;
  if (waiting.for === 'slot-check' || waiting.for === 'slot-fix') return digitsWanted(dialogue, waiting);
  if (waiting.for !== 'slot') return 1;
  const slot = dialogue.slots[waiting.slot]!;
  if (slot.kind === 'digits') return digitsWanted(dialogue, waiting);
  return slot.kind === 'month' ? 2 : optionsOf(slot, { ...state, waiting }).length > 0 ? 1 : 0;
}

/** Whether a word or two answer what is asked now. */
export const expectsShort = ({ waiting }: DialogueState): boolean =>
  waiting.for === 'slot-check' ||
  waiting.for === 'consent' ||
  waiting.for === 'intent-check' ||
  (waiting.for === 'slot-fix' && waiting.part === undefined);

/** What a caller interrupted before it was asked for is given up. */
export function abandoned(state: DialogueState): DialogueState {
  return state.waiting.for === 'tool' ? { ...state, task: undefined, waiting: { for: 'request' } } : state;
}

function takeSpeech(dialogue: Dialogue, state: DialogueState, heard: HeardSpeech, today: string): Turn {
  const { text, unknownWords } = heard;
  const { waiting, language } = state;
  if (text.trim() === '') return missed(dialogue, state);
  const number = numberAnswer(dialogue, state, heard);
  if (number !== undefined) return outcome(dialogue, state, number);
  if (isFree(heard)) return takeFreeWords(dialogue, state, heard, today, turns);
  const hearing = hearingIn(dialogue, language, unknownWords);
  if (waiting.for === 'request') {
    const request = likelyIntent(text, hearing, dialogue.intents);
    return request === undefined ? missed(dialogue, state) : takeIntent(dialogue, state, request, text, today);
  }
  const answer = answerIn(dialogue, state, text, hearing, today);
  if (answer !== undefined) return answer;
  const everything = nearest(text, hearing, dialogue.intents);
  if (everything !== undefined && everything.score >= certainRequest) {
    return takeIntent(dialogue, state, everything.name, text, today);
  }
  const general = likelyIntent(text, hearing, anywhereIntents(dialogue));
  return general === undefined ? missed(dialogue, state) : takeIntent(dialogue, state, general, text, today);
}

/** Any words may have been heard. A text without the confidence of a recogniser was not held to phrases either. */
const isFree = ({ freeWords, confidence, unknownWords }: HeardSpeech): boolean =>
  freeWords ?? (confidence === undefined && unknownWords === 0);

function answerIn(
  dialogue: Dialogue,
  state: DialogueState,
  text: string,
  hearing: Hearing,
  today: string,
): Turn | undefined {
  const { waiting } = state;
  if (!mayBeYesOrNo(state, text)) return undefined;
  if (waiting.for === 'slot') return slotAnswer(dialogue, state, waiting.slot, text, today);
  const { yes, no } = dialogue.answers;
  const match = nearest(text, hearing, { yes: { phrases: yes }, no: { phrases: no } });
  if (match === undefined || match.score < likelyAnswer) return undefined;
  return takeAnswer(dialogue, state, match.name === 'yes');
}

/** Of a number that was read back a yes is one only where nothing else is said; what is wrong with it is no such question. */
const mayBeYesOrNo = ({ waiting, language }: DialogueState, text: string): boolean =>
  waiting.for !== 'slot-fix' && (waiting.for !== 'slot-check' || mayAgree(text, language));

/** What was said of a number that is dictated or was read back. */
function numberAnswer(dialogue: Dialogue, state: DialogueState, heard: HeardSpeech): SlotOutcome | undefined {
  const { waiting } = state;
  if (waiting.for === 'slot-check') return takeCheck(dialogue, state, waiting, heard);
  if (waiting.for === 'slot-fix') return takeFix(dialogue, state, waiting, heard);
  if (waiting.for !== 'slot' || dialogue.slots[waiting.slot]!.kind !== 'digits') return undefined;
  return takeDictation(dialogue, state, waiting, heard);
}

function outcome(dialogue: Dialogue, state: DialogueState, found: SlotOutcome): Turn {
  switch (found.kind) {
    case 'turn':
      return found.turn;
    case 'filled':
      return filled(dialogue, state, (state.waiting as { readonly slot: string }).slot, found.value);
    case 'missed':
      return missed(dialogue, found.state);
  }
}

function slotAnswer(
  dialogue: Dialogue,
  state: DialogueState,
  name: string,
  text: string,
  today: string,
): Turn | undefined {
  const slot = dialogue.slots[name]!;
  switch (slot.kind) {
    case 'digits':
      return undefined;
    case 'month': {
      const month = spokenMonth(text, state.language, today);
      return month === undefined ? undefined : filled(dialogue, state, name, month);
    }
    case 'choice': {
      const option = spokenOption(dialogue, slot, state, text);
      return option === undefined ? undefined : filled(dialogue, state, name, option);
    }
  }
}

function takeDigits(dialogue: Dialogue, state: DialogueState, digits: string, today: string): Turn {
  const { waiting } = state;
  if (digits === dialogue.keys.menu) return menu(dialogue, state);
  if (digits === dialogue.keys.repeat) return repeat(dialogue, state);
  const number = isOfNumber(dialogue, waiting) ? takeKeys(dialogue, state, digits) : undefined;
  if (number !== undefined) return outcome(dialogue, state, number);
  if (waiting.for === 'intent-check' && (digits === yesKey || digits === noKey)) {
    return takeIntentCheck(dialogue, state, waiting, digits === yesKey, today, turns);
  }
  if (waiting.for === 'slot') return slotKeys(dialogue, state, waiting.slot, digits, today);
  if (waiting.for === 'slot-fix') return anywhereKey(dialogue, state, digits);
  if (waiting.for === 'slot-check' || waiting.for === 'consent') {
    if (digits === yesKey) return takeAnswer(dialogue, state, true);
    if (digits === noKey) return takeAnswer(dialogue, state, false);
    return anywhereKey(dialogue, state, digits);
  }
  const task = taskOfKey(dialogue, digits);
  return task === undefined ? missed(dialogue, state) : startTask(dialogue, { ...state, request: undefined }, task);
}

const isOfNumber = ({ slots }: Dialogue, waiting: Waiting): boolean =>
  'slot' in waiting && slots[waiting.slot]!.kind === 'digits';

const taskOfKey = (dialogue: Dialogue, digits: string): string | undefined =>
  Object.entries(dialogue.tasks).find(([, { key }]) => key === digits)?.[0];

/** A key that answers nothing that was asked may still call a human. */
function anywhereKey(dialogue: Dialogue, state: DialogueState, digits: string): Turn {
  const task = taskOfKey(dialogue, digits);
  const general = Object.values(anywhereIntents(dialogue)).some((intent) => task !== undefined && intent.task === task);
  if (task === undefined || !general) return missed(dialogue, state);
  return startTask(dialogue, { ...state, request: undefined }, task);
}

function slotKeys(dialogue: Dialogue, state: DialogueState, name: string, digits: string, today: string): Turn {
  const slot = dialogue.slots[name]!;
  let value: SlotValue | undefined;
  if (slot.kind === 'digits') value = undefined;
  else if (slot.kind === 'month') value = monthOf(Number(digits), today);
  else value = optionsOf(slot, state)[Number(digits) - 1];
  return value === undefined ? anywhereKey(dialogue, state, digits) : filled(dialogue, state, name, value);
}

function filled(dialogue: Dialogue, state: DialogueState, name: string, value: SlotValue): Turn {
  return continueTask(dialogue, { ...state, slots: { ...state.slots, [name]: value } });
}

function takeAnswer(dialogue: Dialogue, state: DialogueState, yes: boolean): Turn {
  const { waiting } = state;
  if (waiting.for === 'slot-check') {
    if (yes) return filled(dialogue, state, waiting.slot, waiting.digits);
    return outcome(dialogue, state, denied(dialogue, state));
  }
  if (yes) return continueTask(dialogue, state);
  const { otherwise } = dialogue.tasks[state.task!.name]!.steps[state.task!.step]!;
  const ended = endTask(dialogue, state, true);
  const text = otherwise === undefined ? '' : textIn(otherwise, valuesOf(state), state.language);
  return { state: ended.state, actions: [say(state, text), ...ended.actions] };
}

function takeIntent(
  dialogue: Dialogue,
  before: DialogueState,
  name: string,
  text: string,
  today: string,
  freeWords = false,
): Turn {
  const intent = dialogue.intents[name]!;
  const state: DialogueState = { ...before, request: { intent: name, text, freeWords } };
  if (intent.task !== undefined) {
    return startTask(dialogue, state, intent.task, saidSlots(dialogue, state, intent, text, today));
  }
  if (intent.command === 'repeat') return repeat(dialogue, state);
  if (intent.command === 'menu') return menu(dialogue, state);
  const ended = endTask(dialogue, state, true);
  return { state: ended.state, actions: [say(state, promptText(dialogue, 'cancelled', state)), ...ended.actions] };
}

/** Slots that the request itself fills: what the intent sets, a month that was named. */
function saidSlots(
  dialogue: Dialogue,
  state: DialogueState,
  intent: Intent,
  text: string,
  today: string,
): Record<string, SlotValue> {
  const slots: Record<string, SlotValue> = {};
  for (const [name, slot] of Object.entries(dialogue.slots)) {
    if (slot.kind === 'choice') {
      const set = optionsOf(slot, state).find(({ value }) => value !== undefined && value === intent.set[name]);
      // Options that a tool is yet to return are looked for when they are asked for (task.ts).
      const isKnown = slot.in_request && slot.options !== undefined && asks(dialogue, intent, name);
      const option = set ?? (isKnown ? requestedOption(dialogue, state, name) : undefined);
      if (option !== undefined) slots[name] = option;
    }
    const month = slot.kind === 'month' ? spokenMonth(text, state.language, today) : undefined;
    // "This month" in a question means the newest there is, which may be of the month before.
    if (month !== undefined && !today.startsWith(month)) slots[name] = month;
  }
  return slots;
}

const asks = ({ tasks }: Dialogue, { task }: Intent, slot: string): boolean =>
  task !== undefined && tasks[task]!.steps.some(({ ask }) => ask === slot);

/** The menu's keys are of no use to a task that waits for others, so the task is left. */
function menu(dialogue: Dialogue, state: DialogueState): Turn {
  const { state: ended } = endTask(dialogue, state, false);
  return { state: ended, actions: [say(ended, menuText(dialogue, ended))] };
}

function repeat(dialogue: Dialogue, state: DialogueState): Turn {
  return { state, actions: state.lastSaid.length > 0 ? state.lastSaid : [say(state, questionOf(dialogue, state))] };
}

/** Once: the question again. Twice and more: the keypad and a human are offered too. */
function missed(dialogue: Dialogue, state: DialogueState): Turn {
  const misses = state.misses + 1;
  const text = promptText(dialogue, misses === 1 ? 'not_understood' : 'offer_help', state);
  const hint = misses === 1 ? promptText(dialogue, 'hint', state) : '';
  const question = state.waiting.for === 'request' ? hint : questionOf(dialogue, state);
  return { state: { ...state, misses }, actions: [say(state, joined([text, question], state.language))] };
}

function unheard(dialogue: Dialogue, state: DialogueState, recogniser: 'none' | 'lost'): Turn {
  const text = promptText(dialogue, recogniser === 'none' ? 'no_speech' : 'not_heard', state);
  const question = state.waiting.for === 'request' ? menuText(dialogue, state) : questionOf(dialogue, state);
  return { state, actions: [say(state, joined([text, question], state.language))] };
}

/** What free words lead to (free-words.ts). */
const turns = { slotAnswer, filled, takeAnswer, takeIntent, missed, mayBeYesOrNo };
export type FreeWordTurns = typeof turns;

/** Keeps what was said, so that it can be said again. */
function remembered({ state, actions }: Turn): Turn {
  const said = actions.filter((action) => action.type === 'say');
  return { state: said.length === 0 ? state : { ...state, lastSaid: said }, actions };
}
