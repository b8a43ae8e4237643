import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { languages } from '#src/core/language.js';
import { grammarOf, isBeginning } from '#src/engines/local/dialogue/grammar.js';
import { initialState } from '#src/engines/local/dialogue/state.js';
import { expectedDigits, step } from '#src/engines/local/dialogue/step.js';
import { carrierAnswer, carrierDialogue, knownAccount } from '../../support/carrier-dialogue.js';
import { DialogueCaller as Caller, today } from '../../support/dialogue-caller.js';

/** What takes a yes; a card is replaced after the yes to its blocking. */
const agreed = new Set(['change_plan', 'buy_data_pack', 'order_broadband', 'block_sim', 'open_complaint']);
const callsOf = ({ calls }: Caller): string[] => calls.map(({ name }) => name);

test('"why is my bill so high" is answered with the amount and the reason, once the account is known', () => {
  const caller = new Caller('en');
  expect(caller.hears('why is my bill so high this month')).toContain('account number');
  expect(expectedDigits(carrierDialogue, caller.state)).toBe(8);
  const answer = caller.hears(knownAccount);
  expect(answer).toContain('HK$522.50');
  expect(answer).toContain('HK$298.50 more');
  expect(answer).toContain('You used roaming for 3 days in Japan.');
  expect(caller.calls).toEqual([{ name: 'get_bill', arguments: { account: knownAccount } }]);
});

test('a spoken account number is read back and used after a yes; after a no it is put right', () => {
  const caller = new Caller('en');
  caller.hears('my bill');
  expect(caller.hears('one two three four five six seven seven')).toContain('1234 5677. Is that right?');
  expect(caller.hears('no')).toContain('Which part is wrong');
  caller.hears('one two three four five six seven eight');
  expect(caller.hears('yes please')).toContain('HK$522.50');
});

test('the account is asked for once a call', () => {
  const caller = new Caller('en');
  caller.hearsAfter('my bill', knownAccount);
  expect(caller.hears('what plan am i on')).toContain('Smart');
});

describe.each(languages)('in %s', (language) => {
  const keys: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['the bill', ['1', knownAccount], ['get_bill']],
    ['the plan', ['2', knownAccount], ['get_account', 'list_plans']],
    ['the promotions', ['3'], ['list_promotions']],
    ['a plan change', ['4', knownAccount, '2', '1'], ['get_account', 'list_plans', 'change_plan']],
    ['a lost phone', ['5', '1', knownAccount, '1', '1'], ['block_sim', 'replace_sim']],
    ['roaming', ['5', '2', '4'], ['list_roaming_destinations']],
    ['a data pack', ['5', '3', '2', knownAccount, '1'], ['list_data_packs', 'buy_data_pack']],
    ['broadband', ['5', '4', '1', knownAccount, '1'], ['list_broadband_offers', 'order_broadband']],
    ['a complaint', ['5', '5', '2', knownAccount, '1'], ['open_complaint']],
    ['an earlier bill', ['6', knownAccount, '08'], ['get_bill']],
    ['a person', ['0'], ['transfer_to_human']],
  ];
  test.each(keys)('the keypad alone is enough for %s', (_task, inputs, tools) => {
    const caller = new Caller(language);
    expect(caller.hearsAfter(...inputs)).not.toBe('');
    expect(callsOf(caller)).toEqual(tools);
    expect(caller.state.misses).toBe(0);
    expect(caller.state.waiting).toEqual({ for: 'request' });
  });

  test('a plan is changed after a yes only', () => {
    const caller = new Caller(language);
    caller.hearsAfter('4', knownAccount, '2');
    expect(callsOf(caller)).not.toContain('change_plan');
    caller.hears('2');
    expect(callsOf(caller)).not.toContain('change_plan');
    caller.hearsAfter('4', '2', '1');
    expect(caller.calls.at(-1)).toEqual({ name: 'change_plan', arguments: { account: knownAccount, plan: 'plus' } });
  });

  test('the terms of a new plan are said to their end before it is agreed to', () => {
    const caller = new Caller(language);
    caller.hearsAfter('4', knownAccount, '2');
    const uninterruptible = caller.state.lastSaid.map((said) => said.uninterruptible);
    expect(uninterruptible).toEqual([true, false]);
    expect(caller.state.waiting).toEqual({ for: 'consent' });
    expect(caller.hears('#')).toContain(caller.state.lastSaid[0]?.text);
    expect(callsOf(caller)).not.toContain('change_plan');
  });

  test('every example phrase is understood as what it is an example of', () => {
    for (const [name, intent] of Object.entries(carrierDialogue.intents)) {
      for (const phrase of intent.phrases[language] ?? []) {
        const caller = new Caller(language);
        caller.hears(phrase);
        expect(caller.state.misses, `${name}: ${phrase}`).toBe(0);
      }
    }
  });

  test('an unknown account is said and asked for again, and after three of them help is offered', () => {
    const caller = new Caller(language);
    expect(caller.hearsAfter('1', '11111111')).toContain('11111111');
    expect(caller.state.waiting).toEqual({ for: 'slot', slot: 'account' });
    caller.hears('22222222');
    expect(caller.hears('33333333')).toContain(carrierDialogue.prompts.offer_help[language]);
    expect(caller.hearsAfter('1', knownAccount)).toMatch(/522/);
  });

  test('a tool that fails is one apology, and the conversation goes on', () => {
    const caller = new Caller(language);
    caller.answer = () => ({ ok: false, code: 'TOOL_TIMEOUT', message: 'no answer within 3000 ms' });
    expect(caller.hearsAfter('1', knownAccount)).toBe(carrierDialogue.prompts.apology[language]);
    caller.answer = carrierAnswer;
    expect(caller.hears('1')).toMatch(/522/);
  });

  test('speech that is not recognised here leads to the menu', () => {
    const { actions } = step(carrierDialogue, initialState(language), { type: 'unheard', recogniser: 'none' }, today);
    const said = actions.map((action) => (action.type === 'say' ? action.text : '')).join('');
    expect(said).toContain(carrierDialogue.prompts.no_speech[language]);
    expect(said).toContain('9');
  });
});

test('what makes no sense is asked for again; the second time the keypad and a human are offered', () => {
  const caller = new Caller('en');
  expect(caller.hears('colourless green ideas')).toContain('did not catch that');
  expect(caller.hears('sleep furiously')).toContain('talk to a person');
  caller.hears('my bill');
  expect(caller.hears('colourless green ideas')).toContain('account number');
});

test('words that the recogniser could not place count against a request', () => {
  const heard = (unknownWords: number): number =>
    step(carrierDialogue, initialState('en'), { type: 'speech', text: 'my bill', unknownWords }, today).state.misses;
  expect(heard(0)).toBe(0);
  expect(heard(3)).toBe(1);
});

test('the language changes by key and by word, and the bot goes on in it', () => {
  const caller = new Caller('en');
  expect(caller.hears('8')).toBe('仲有咩可以幫到你？');
  expect(caller.hears('講英文')).toBe('What else can I do for you?');
  expect(caller.hears('speak mandarin please')).toBe('还有什么可以帮您？');
});

test('a human, the menu and a goodbye are there in the middle of a question', () => {
  const caller = new Caller('en');
  caller.hears('my bill');
  caller.hears('0');
  expect(callsOf(caller)).toEqual(['transfer_to_human']);
  caller.hears('my bill');
  expect(caller.hears('*')).toContain('press 1');
  expect(caller.state.waiting).toEqual({ for: 'request' });
  caller.hears('my bill');
  expect(caller.hears('goodbye')).toContain('Goodbye');
  expect(callsOf(caller)).toContain('hang_up');
});

test('no colleague to transfer to is said', () => {
  const caller = new Caller('en');
  caller.answer = () => ({ ok: false, code: 'TOOL_UNKNOWN', message: 'there is no tool transfer_to_human here' });
  expect(caller.hears('talk to a person')).toContain('no colleague');
});

test('the last reply is said again', () => {
  const caller = new Caller('en');
  const answer = caller.hearsAfter('my bill', knownAccount).split('. ').at(-1);
  expect(caller.hears('say that again')).toContain(answer);
});

test('the recogniser listens for digits where digits are asked, and for a human everywhere', () => {
  const caller = new Caller('en');
  expect(grammarOf(carrierDialogue, caller.state)).toContain('why is my bill so high this month');
  caller.hears('my bill');
  const grammar = grammarOf(carrierDialogue, caller.state);
  expect(grammar).toContain('seven');
  expect(grammar).toContain('talk to a person');
  expect(grammar).not.toContain('why is my bill so high this month');
  for (const phrase of grammar) expect(phrase).toMatch(/^[a-z' ]+$/);
});

test('only what can be the beginning of a request is told as words so far', () => {
  const requests = grammarOf(carrierDialogue, initialState('en'));
  for (const text of ['why', 'why is my', 'goodbye', 'one two'])
    expect(isBeginning(text, requests, 'en'), text).toBe(true);
  for (const text of ['an am', 'please help me', 'month in'])
    expect(isBeginning(text, requests, 'en'), text).toBe(false);
  const mandarin = grammarOf(carrierDialogue, initialState('cmn'));
  for (const text of ['为什么这个', '一二三', '转人']) expect(isBeginning(text, mandarin, 'cmn'), text).toBe(true);
  expect(isBeginning('什么套餐', mandarin, 'cmn')).toBe(false);
});

test('a recogniser of Mandarin listens for Mandarin phrases, digits and months', () => {
  const caller = new Caller('cmn');
  const requests = grammarOf(carrierDialogue, caller.state);
  expect(requests).toContain('为什么这个月账单这么高');
  expect(requests).toContain('上个月');
  caller.hears('账单');
  const digits = grammarOf(carrierDialogue, caller.state);
  expect(digits).toContain('七');
  expect(digits).toContain('转人工');
  for (const phrase of [...requests, ...digits]) expect(phrase).toMatch(/^[a-z\p{Script=Han} ]+$/u);
  expect(caller.hears('一二三四五六七八')).toContain('1234 5678');
});

test('what the request names is not asked for again', () => {
  const caller = new Caller('yue');
  expect(caller.hears('我想加 10GB data')).toContain('戶口號碼');
  expect(caller.hears(knownAccount)).toContain('10GB');
  caller.hears('係');
  expect(caller.calls.at(-1)).toEqual({ name: 'buy_data_pack', arguments: { account: knownAccount, pack: 'data10' } });
  expect(new Caller('yue').hears('去日本漫遊點收費')).toContain('日本');
  expect(new Caller('yue').hears('漫遊點收費')).toContain('你去邊度');
});

test('what a request named is forgotten by the time that the keypad asks for something else', () => {
  const caller = new Caller('yue');
  caller.hearsAfter('我想加 10GB data', '*');
  expect(caller.hearsAfter('5', '3')).toContain('你想要邊個數據包');
});

test('a 唔係 is a no', () => {
  const caller = new Caller('yue');
  caller.hearsAfter('我想轉計劃', knownAccount, '至尊計劃');
  caller.hearsAfter('升級計劃', '唔係');
  expect(callsOf(caller)).not.toContain('change_plan');
});

test('no sequence of inputs breaks the dialogue, and it never orders without a yes', () => {
  const phrases = Object.values(carrierDialogue.intents).flatMap(({ phrases: { en = [], yue = [] } }) => [
    ...en,
    ...yue,
  ]);
  const input = fc.oneof(
    fc.constantFrom(...phrases, 'yes', 'no', 'plus', '係', knownAccount, '2', '1', '08', '*', '#'),
    fc.string({ maxLength: 12 }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...languages), fc.array(input, { maxLength: 25 }), (language, inputs) => {
      const caller = new Caller(language);
      for (const given of inputs) {
        const asked = caller.state.waiting.for;
        const before = callsOf(caller).filter((name) => agreed.has(name)).length;
        caller.hears(given);
        const after = callsOf(caller).filter((name) => agreed.has(name)).length;
        if (after > before) expect(asked).toBe('consent');
        expect(caller.state.waiting.for).not.toBe('tool');
      }
    }),
    { numRuns: 200 },
  );
});
