import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { dialogueSchema } from '#src/engines/local/dialogue/dialogue-schema.js';
import { initialState } from '#src/engines/local/dialogue/state.js';
import { step } from '#src/engines/local/dialogue/step.js';
import { shortDialogue } from '../../support/short-dialogue.js';

const dialogue = dialogueSchema.parse(parse(shortDialogue));

function answer(toThePoint: boolean): readonly string[] {
  const state = { ...initialState('en'), toThePoint };
  const { actions } = step(dialogue, state, { type: 'digits', digits: '1' }, '2026-11-22');
  return actions.flatMap((action) => (action.type === 'say' ? [action.text] : []));
}

test('a calm caller hears the whole answer, and what there is to buy', () => {
  expect(answer(false)).toEqual([
    'Let me tell you about your bill: it is fifty dollars.',
    'Try our new data pack!',
    'What else can I do for you?',
  ]);
});

test('an upset caller hears the facts, and no promotion', () => {
  expect(answer(true)).toEqual(['It is fifty dollars.', 'What else can I do for you?']);
});
