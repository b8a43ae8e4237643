import type { Dialogue } from './dialogue-schema.js';
import { anywhereIntents } from './match.js';
import { yesOrNo } from './meaning/answer.js';
import { chosenOption } from './meaning/choice.js';
import { certainMeaning, possibleMeaning, type Understanding, understood } from './meaning/understanding.js';
import { promptText, questionOf, say } from './prompts.js';
import { spokenMonth } from './spoken-value.js';
import type { DialogueState, Turn, Waiting } from './state.js';
import type { FreeWordTurns, HeardSpeech } from './step.js';

/** While something else is asked for, only what is plainly meant leaves the question. */
const certainRequest = 0.8;

/**
 * A turn of free words: what answers the question, else a request. What is plainly meant is done, what may be meant is asked
 * back, and anything else is not understood. `turns` are the dialogue's own.
 */
export function takeFreeWords(
  dialogue: Dialogue,
  state: DialogueState,
  heard: HeardSpeech,
  today: string,
  turns: FreeWordTurns,
): Turn {
  const { waiting } = state;
  const answer = waiting.for === 'request' ? undefined : answerOf(dialogue, state, waiting, heard, today, turns);
  if (answer !== undefined) return answer;
  const meant = understood(dialogue, state.language, heard);
  if (meant === undefined) return notMeant(dialogue, state, turns);
  const { intent, confidence, text } = meant;
  const isAnywhere = intent in anywhereIntents(dialogue);
  const least =
    waiting.for === 'request' || waiting.for === 'intent-check' || isAnywhere ? certainMeaning : certainRequest;
  if (confidence >= least) return turns.takeIntent(dialogue, asked(state), intent, text, today, true);
  if (waiting.for === 'request' && confidence >= possibleMeaning) return askBack(dialogue, state, meant, turns);
  return notMeant(dialogue, state, turns);
}

/** A question about a request is over once something else is said. */
const asked = (state: DialogueState): DialogueState =>
  state.waiting.for === 'intent-check' ? { ...state, waiting: { for: 'request' } } : state;

const notMeant = (dialogue: Dialogue, state: DialogueState, { missed }: FreeWordTurns): Turn =>
  missed(dialogue, state.misses > 0 ? asked(state) : state);

function askBack(dialogue: Dialogue, state: DialogueState, meant: Understanding, turns: FreeWordTurns): Turn {
  const { task } = dialogue.intents[meant.intent]!;
  // A command has no name to ask about, and nothing is lost by saying it again.
  const canAsk = task !== undefined && dialogue.tasks[task]?.label !== undefined;
  if (!canAsk || dialogue.prompts.intent_check === undefined) return turns.missed(dialogue, state);
  const checking: DialogueState = {
    ...state,
    waiting: { for: 'intent-check', intent: meant.intent, text: meant.text },
  };
  return { state: checking, actions: [say(checking, questionOf(dialogue, checking))] };
}

/** Yes or no to "is it your bill?". A no is a miss like another: the second brings the keypad and a human. */
export function takeCheck(
  dialogue: Dialogue,
  state: DialogueState,
  { intent, text }: Waiting & { readonly for: 'intent-check' },
  yes: boolean,
  today: string,
  turns: FreeWordTurns,
): Turn {
  if (yes) return turns.takeIntent(dialogue, asked(state), intent, text, today, true);
  const next: DialogueState = { ...asked(state), misses: state.misses + 1 };
  const prompt = next.misses > 1 ? 'offer_help' : 'more';
  return { state: next, actions: [say(next, promptText(dialogue, prompt, next))] };
}

function answerOf(
  dialogue: Dialogue,
  state: DialogueState,
  waiting: Waiting,
  heard: HeardSpeech,
  today: string,
  turns: FreeWordTurns,
): Turn | undefined {
  if (waiting.for === 'tool' || waiting.for === 'request') return undefined;
  if (waiting.for === 'slot') return slotOf(dialogue, state, waiting.slot, heard, today, turns);
  if (!turns.mayBeYesOrNo(state, heard.text)) return undefined;
  const answer = yesOrNo(dialogue, state.language, heard);
  if (answer === undefined) return undefined;
  // A yes that may have been a no changes nothing: it is asked again, with the keys.
  if (answer === 'unsure') return turns.missed(dialogue, { ...state, byKeypad: true });
  if (waiting.for === 'intent-check') return takeCheck(dialogue, state, waiting, answer === 'yes', today, turns);
  return turns.takeAnswer(dialogue, state, answer === 'yes');
}

function slotOf(
  dialogue: Dialogue,
  state: DialogueState,
  name: string,
  heard: HeardSpeech,
  today: string,
  turns: FreeWordTurns,
): Turn | undefined {
  const slot = dialogue.slots[name]!;
  if (slot.kind === 'choice') {
    const option = chosenOption(dialogue, slot, state, heard);
    return option === undefined ? undefined : turns.filled(dialogue, state, name, option);
  }
  if (slot.kind === 'month') {
    const months = dialogue.languages.map((language) => spokenMonth(heard.text, language, today));
    const month = months.find((found) => found !== undefined);
    return month === undefined ? undefined : turns.filled(dialogue, state, name, month);
  }
  return turns.slotAnswer(dialogue, state, name, heard.text, today);
}
