import { expect, test } from 'vitest';
import { parseYaml } from '#src/config/yaml.js';
import { dialogueSchema } from '#src/engines/local/dialogue/dialogue-schema.js';

const small = `languages: [en]
prompts:
  more: { en: More? }
  menu_item: { en: "{label}: {key}" }
  menu_end: { en: End. }
  not_understood: { en: What? }
  hint: { en: Ask for a bill. }
  offer_help: { en: Press 0. }
  no_speech: { en: Use the keypad. }
  yes_no_keys: { en: 1 or 2. }
  cancelled: { en: All right. }
  apology: { en: Sorry. }
answers: { "yes": { en: ["yes"] }, "no": { en: ["no"] } }
slots:
  account: { kind: digits, length: 8, ask: { en: Account? }, confirm: { en: "{account}?" } }
intents:
  bill: { task: bill, phrases: { en: [my bill] } }
tasks:
  bill:
    key: "1"
    label: { en: bill }
    steps:
      - ask: account
      - call: get_bill
        with: { account: "{account}" }
        as: bill
      - say: { en: "{bill.total|money}" }
`;

test('a small dialogue is one', () => {
  expect(parseYaml(dialogueSchema, small, 'small.yaml').tasks.bill?.steps).toHaveLength(3);
});

test.each<[string, string, string, RegExp]>([
  ['a key that is not there', 'ask: account', 'asks: account', /asks/],
  ['a slot that is not there', 'ask: account', 'ask: acount', /no slot is called acount/],
  ['a task that is not there', 'task: bill', 'task: bil', /no task is called bil/],
  ['a text without its language', 'more: { en: More? }', 'more: { yue: 仲有？ }', /has no text in en/],
  ['a formatter that is not there', '|money', '|dollars', /no formatter is called dollars/],
  ['a brace that is not closed', '{bill.total|money}', '{bill.total|money', /brace/],
  ['a step that does two things', '- ask: account', '- { ask: account, say: { en: Hi } }', /exactly one of/],
  ['a result without a call', '- ask: account', '- { ask: account, as: bill }', /goes with `call` only/],
  [
    'a question that nobody may answer',
    '- ask: account',
    '- { ask: account, uninterruptible: true }',
    /goes with `say` only/,
  ],
  ['a key without a label', 'label: { en: bill }', '', /`key` needs `label`/],
  [
    'a number in pieces without all of its texts',
    'confirm: { en: "{account}?" }',
    'confirm: { en: "{account|grouped}?" }, dictation: { more: { en: "{heard|spelled}" } }',
    /wrong_length/,
  ],
  ['an intent for nothing', '{ task: bill, phrases', '{ phrases', /either `task` or `command`/],
  ['a task to go to that is not there', '- ask: account', '- go: bil', /no task is called bil/],
  ['a task that leads back to itself', '- ask: account', '- go: bill', /leads back to bill/],
])('%s is refused with its line', (_what, from, to, message) => {
  expect(small).toContain(from);
  const parse = (): unknown => parseYaml(dialogueSchema, small.replace(from, to), 'small.yaml');
  expect(parse).toThrow(message);
  expect(parse).toThrow(/small\.yaml:\d+:\d+/);
});
