import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { languages } from '#src/core/language.js';
import { dialogueSchema } from '#src/engines/local/dialogue/dialogue-schema.js';
import { initialState } from '#src/engines/local/dialogue/state.js';
import { step } from '#src/engines/local/dialogue/step.js';
import { knownAccount } from '../../support/carrier-dialogue.js';
import { DialogueCaller } from '../../support/dialogue-caller.js';
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

describe.each(languages)('the line of the carrier in %s', (language) => {
  function hears(toThePoint: boolean, ...keys: readonly string[]): string {
    const caller = new DialogueCaller(language);
    caller.state = { ...caller.state, toThePoint };
    return caller.hearsAfter(...keys);
  }

  test.each([
    ['the plans', ['2', knownAccount]],
    ['roaming', ['5', '2', '4']],
    ['a plan change', ['4', knownAccount, '2', '1']],
    ['a data pack', ['5', '3', '2', knownAccount, '1']],
    ['broadband', ['5', '4', '1', knownAccount, '1']],
    ['a complaint', ['5', '5', '2', knownAccount, '1']],
  ])('tells an upset caller of %s in fewer words, with the same sums and references', (_task, keys) => {
    const [calm, upset] = [hears(false, ...keys), hears(true, ...keys)];
    expect(upset.length).toBeLessThan(calm.length);
    expect(sums(upset)).toEqual(sums(calm));
  });

  test('mentions the pass for roaming to calm callers only', () => {
    expect(hears(false, '5', '2', '4')).toMatch(/seven day|七日|七天/);
    expect(hears(true, '5', '2', '4')).not.toMatch(/seven day|七日|七天/);
  });
});

const sums = (text: string) => text.match(/(?:HK)?\$[\d.]+|\d+GB|[A-Z]+-?\d{4,}/g);
