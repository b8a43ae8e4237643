import type { ToolResult } from '../../../agent/tool.js';
import type { Condition, Dialogue, Step, Texts } from './dialogue-schema.js';
import { optionInRequest } from './meaning/choice.js';
import { type Option, promptText, questionOf, say, textIn, valuesOf } from './prompts.js';
import { namedOption } from './spoken-option.js';
import type { Action, DialogueState, Turn } from './state.js';
import { lookUp, renderTemplate, type Values } from './template.js';

/** After this many wrong account numbers and the like the caller is offered a human. */
const mostRestarts = 2;

/** Starts a task from its beginning. Digits stay known for the whole call, other slots for one task. */
export function startTask(
  dialogue: Dialogue,
  state: DialogueState,
  name: string,
  slots: DialogueState['slots'] = {},
): Turn {
  const kept = Object.entries(state.slots).filter(([slot]) => dialogue.slots[slot]?.kind === 'digits');
  return runTask(dialogue, {
    ...state,
    task: { name, step: 0 },
    slots: { ...Object.fromEntries(kept), ...slots },
    misses: 0,
    restarts: 0,
  });
}

/** Goes on with the current task until it waits for the caller or a tool, or is over. */
function runTask(dialogue: Dialogue, begun: DialogueState): Turn {
  let state = begun;
  const actions: Action[] = [];
  for (;;) {
    const { task } = state;
    if (task === undefined) return { state, actions };
    const definition = dialogue.tasks[task.name]!;
    const step = definition.steps[task.step];
    if (step === undefined) {
      const ended = endTask(dialogue, state, definition.ask_more);
      return { state: ended.state, actions: [...actions, ...ended.actions] };
    }
    const next = allHold(step.when, valuesOf(state)) ? takeStep(dialogue, state, step) : passed(state);
    state = next.state;
    actions.push(...next.actions);
    if (next.waits) return { state, actions };
  }
}

interface StepTaken extends Turn {
  readonly waits: boolean;
}

const passed = (state: DialogueState, ...actions: Action[]): StepTaken => ({
  state: { ...state, task: state.task && { ...state.task, step: state.task.step + 1 } },
  actions,
  waits: false,
});

function takeStep(dialogue: Dialogue, state: DialogueState, step: Step): StepTaken {
  const values = valuesOf(state);
  if (step.say !== undefined) return tell(state, step.say, step);
  if (step.go !== undefined)
    return { state: { ...state, task: { name: step.go, step: 0 } }, actions: [], waits: false };
  if (step.language !== undefined) return passed({ ...state, language: step.language });
  if (step.ask !== undefined) {
    if (state.slots[step.ask] !== undefined) return passed(state);
    const option = requestedOption(dialogue, state, step.ask);
    if (option !== undefined) return passed({ ...state, slots: { ...state.slots, [step.ask]: option } });
    return asks(dialogue, { ...state, waiting: { for: 'slot', slot: step.ask } });
  }
  if (step.confirm !== undefined) return asks(dialogue, { ...state, waiting: { for: 'consent' } });
  const call: Action = { type: 'call', tool: step.call!, arguments: argumentsOf(step, values, state) };
  return { state: { ...state, waiting: { for: 'tool' } }, actions: [call], waits: true };
}

function tell(state: DialogueState, text: Texts, step: Step): StepTaken {
  if (state.toThePoint && step.promotion === true) return passed(state);
  const said = state.toThePoint ? (step.short ?? text) : text;
  return passed(state, say(state, textIn(said, valuesOf(state), state.language), step));
}

/** The option of a choice that the request itself named. */
export function requestedOption(dialogue: Dialogue, state: DialogueState, name: string): Option | undefined {
  const slot = dialogue.slots[name];
  if (slot?.kind !== 'choice' || !slot.in_request || state.request === undefined) return undefined;
  const { text, freeWords = false } = state.request;
  return (
    namedOption(dialogue, slot, state, text) ?? (freeWords ? optionInRequest(dialogue, slot, state, text) : undefined)
  );
}

function asks(dialogue: Dialogue, state: DialogueState): StepTaken {
  return { state, actions: [say(state, questionOf(dialogue, state))], waits: true };
}

function argumentsOf({ with: templates = {} }: Step, values: Values, { language }: DialogueState) {
  const rendered = Object.entries(templates).map(([name, template]) => [
    name,
    renderTemplate(template, values, language),
  ]);
  return Object.fromEntries(rendered.filter(([, value]) => value !== ''));
}

/** The task's current step has its answer: the caller's yes, a filled slot. */
export function continueTask(dialogue: Dialogue, state: DialogueState): Turn {
  return runTask(dialogue, { ...passed(state).state, misses: 0 });
}

/** The tool that the current step called has answered. */
export function takeResult(dialogue: Dialogue, state: DialogueState, result: ToolResult): Turn {
  const step = state.task && dialogue.tasks[state.task.name]?.steps[state.task.step];
  if (step === undefined || state.waiting.for !== 'tool') return { state, actions: [] };
  if (result.ok) {
    const results = step.as === undefined ? state.results : { ...state.results, [step.as]: result.value };
    return continueTask(dialogue, { ...state, results });
  }
  const expected = Object.entries(step.errors ?? {}).find(
    ([word]) => result.code.toLowerCase() === word || result.message.includes(word),
  )?.[1];
  if (expected === undefined) {
    return afterSaying(state, promptText(dialogue, 'apology', state), endTask(dialogue, state, false), 'apologetic');
  }
  const text = textIn(expected.say, valuesOf(state), state.language);
  if (expected.forget.length === 0) return afterSaying(state, text, endTask(dialogue, state, true));
  if (state.restarts >= mostRestarts) {
    return afterSaying(state, `${text} ${promptText(dialogue, 'offer_help', state)}`, endTask(dialogue, state, false));
  }
  const slots = Object.fromEntries(Object.entries(state.slots).filter(([slot]) => !expected.forget.includes(slot)));
  const restarted = { ...state, slots, restarts: state.restarts + 1, task: { name: state.task!.name, step: 0 } };
  return afterSaying(state, text, runTask(dialogue, restarted));
}

/** The task is over; `more` asks what else there is to do. */
export function endTask(dialogue: Dialogue, ended: DialogueState, more: boolean): Turn {
  const state: DialogueState = { ...ended, task: undefined, waiting: { for: 'request' }, misses: 0, restarts: 0 };
  return { state, actions: more ? [say(state, promptText(dialogue, 'more', state))] : [] };
}

function afterSaying(before: DialogueState, text: string, turn: Turn, mood?: 'apologetic'): Turn {
  return { state: turn.state, actions: [say(before, text, mood && { style: { mood } }), ...turn.actions] };
}

const allHold = (conditions: readonly Condition[] | undefined, values: Values): boolean =>
  (conditions ?? []).every((condition) => holds(condition, values));

function holds(condition: Condition, values: Values): boolean {
  const { above, below, equals } = condition;
  const value = lookUp(values, condition.value.split('.'));
  if (value === undefined) return false;
  return (
    (above === undefined || Number(value) > above) &&
    (below === undefined || Number(value) < below) &&
    (equals === undefined || value === equals)
  );
}
