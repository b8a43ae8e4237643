import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Language, languages } from '#src/core/language.js';
import { grouped, groupsOf } from '#src/engines/local/dialogue/digits/grouping.js';
import { expectedDigits, expectsShort, step } from '#src/engines/local/dialogue/step.js';
import { carrierAnswer, carrierDialogue, knownAccount } from '../../support/carrier-dialogue.js';
import { DialogueCaller, today } from '../../support/dialogue-caller.js';

const request: Readonly<Record<Language, string>> = { en: 'my bill', yue: '賬單', cmn: '账单' };
const yes: Readonly<Record<Language, string>> = { en: 'yes', yue: '係呀，啱', cmn: '对的' };
const names: Readonly<Record<Language, readonly string[]>> = {
  en: 'zero one two three four five six seven eight nine'.split(' '),
  yue: [...'零一二三四五六七八九'],
  cmn: [...'零一二三四五六七八九'],
};
const spoken = (digits: string, language: Language): string =>
  [...digits].map((digit) => names[language][Number(digit)]).join(language === 'en' ? ' ' : '');

/** A caller who is asked for an account, and whom the tools believe. */
class Person extends DialogueCaller {
  constructor(language: Language) {
    super(language);
    this.answer = (call) => carrierAnswer({ ...call, arguments: { account: knownAccount } });
    this.hears(request[language]);
  }

  get account(): unknown {
    return this.calls.at(-1)?.arguments.account;
  }

  get readBack(): string | undefined {
    const { waiting } = this.state;
    return waiting.for === 'slot-check' ? waiting.digits : undefined;
  }

  speaks(digits: string): string {
    return this.hears(spoken(digits, this.state.language));
  }
}

describe('a number that was read back is put right', () => {
  test.each<[Language, string, string, string]>([
    ['en', '12345699', 'no, the last two are seven eight', '12345678'],
    ['en', '12345679', 'the last one should be eight', '12345678'],
    ['en', '12335678', 'no the fourth digit is four', '12345678'],
    ['en', '12345578', 'third from last is six', '12345678'],
    ['en', '12995678', 'third and fourth are three four', '12345678'],
    ['en', '12345558', 'no the second four should be five six seven eight', '12345678'],
    ['en', '12345679', 'all correct except the last one it should be eight', '12345678'],
    ['en', '12349678', 'the nine should be a five', '12345678'],
    ['en', '12349678', "it's five not nine", '12345678'],
    ['en', '12349678', 'not a nine, a five', '12345678'],
    ['en', '12349678', 'change the nine to a five please', '12345678'],
    ['en', '92349999', 'the first four are one two three four', '12349999'],
    ['en', '12345558', 'first four are right, the last four are five six seven eight', '12345678'],
    ['en', '12345558', 'five six seven eight', '12345678'],
    ['en', '12345558', 'no five six seven eight', '12345678'],
    ['en', '12345558', 'no it is one two three four five six seven eight', '12345678'],
    ['en', '12345558', 'the second group is five six seven eight', '12345678'],
    ['yue', '12345679', '唔係，尾嗰個係八', '12345678'],
    ['yue', '12445678', '第三個係三', '12345678'],
    ['yue', '12445678', '唔啱呀，第三個字係三', '12345678'],
    ['yue', '12345558', '頭四個啱，後面係五六七八', '12345678'],
    ['yue', '12345699', '最尾兩個係七八', '12345678'],
    ['yue', '12345658', '尾二係七', '12345678'],
    ['yue', '12345688', '尾二嗰個係漆', '12345678'],
    ['yue', '12349678', '唔係九係五', '12345678'],
    ['yue', '12349678', '係五唔係九', '12345678'],
    ['yue', '12349678', '九應該係五', '12345678'],
    ['yue', '12349678', '九字應該係五', '12345678'],
    ['yue', '12345688', '第七位應該係孖五', '12345655'],
    ['yue', '12349678', '唔系九系唔', '12345678'],
    ['yue', '99345678', '第一同第二個係一二', '12345678'],
    ['yue', '12345558', '唔係，五六七八', '12345678'],
    ['yue', '12345558', '唔啱，係一二三四五六七八', '12345678'],
    ['yue', '12345679', 'no, the last one is eight', '12345678'],
    ['cmn', '12344678', '不对，第五位是五', '12345678'],
    ['cmn', '12345558', '不对，后四位是五六七八', '12345678'],
    ['cmn', '12345558', '前四位对，后面是五六七八', '12345678'],
    ['cmn', '12345688', '倒数第二位是七', '12345678'],
    ['cmn', '12345679', '最后一位是八', '12345678'],
    ['cmn', '12349678', '不是九是五', '12345678'],
    ['cmn', '12349678', '把九改成五', '12345678'],
    ['cmn', '12349678', '应该是五，不是九', '12345678'],
    ['cmn', '12995678', '第三第四位是三四', '12345678'],
    ['cmn', '12995678', '第三到第四位是三四', '12345678'],
    ['cmn', '12345558', '错了，应该是一二三四五六七八', '12345678'],
  ])('in %s, of %s: %s', (language, heard, correction, right) => {
    const person = new Person(language);
    person.speaks(heard);
    expect(person.readBack).toBe(heard);
    person.hears(correction);
    expect(person.readBack).toBe(right);
    expect(person.calls).toEqual([]);
    person.hears(yes[language]);
    expect(person.account).toBe(right);
  });
});

describe.each(languages)('in %s', (language) => {
  const which: Readonly<Record<Language, readonly [string, string, string]>> = {
    en: ['no', 'the last four', 'the five should be a six'],
    yue: ['唔係', '後四個', '五應該係六'],
    cmn: ['不对', '后四位', '五应该是六'],
  };
  const [no, lastFour, fiveIsSix] = which[language];

  test('after a plain no the part is asked for, then its digits, and no yes confirms before they are read back', () => {
    const person = new Person(language);
    person.speaks('12345558');
    person.hears(no);
    person.hears(yes[language]);
    expect(person.calls).toEqual([]);
    person.hears(lastFour);
    expect(expectedDigits(carrierDialogue, person.state)).toBe(4);
    person.speaks('5678');
    expect(person.readBack).toBe('12345678');
    person.hears(yes[language]);
    expect(person.account).toBe('12345678');
  });

  test('a digit that is there more than once is asked about', () => {
    const person = new Person(language);
    person.speaks('15345578');
    person.hears(fiveIsSix);
    expect(person.state.waiting.for).toBe('slot-fix');
    expect(expectsShort(person.state)).toBe(true);
    person.hears({ en: 'the second', yue: '第二個', cmn: '第二个' }[language]);
    expect(person.readBack).toBe('15346578');
  });

  test('two read-backs that are denied with nothing to put right lead to the keypad and a human', () => {
    const person = new Person(language);
    person.speaks('12345558');
    person.hearsAfter(no, no);
    expect(person.hears(no)).toContain(carrierDialogue.prompts.offer_help[language]);
    person.hears('12345678');
    expect(person.account).toBe('12345678');
  });

  test('it is read back in groups and slowly', () => {
    const person = new Person(language);
    expect(person.speaks('12345678')).toContain('1234 5678');
    expect(person.state.lastSaid[0]?.style.pace).toBe('slow');
    expect(expectsShort(person.state)).toBe(true);
  });

  test('groups are said back as they come, and more than eight digits are asked for again', () => {
    const person = new Person(language);
    expect(person.speaks('1234')).toContain(language === 'en' ? '1 2 3 4' : '一二三四');
    expect(expectedDigits(carrierDialogue, person.state)).toBe(4);
    expect(person.speaks('567899')).toContain('10');
    expect(person.state.waiting).toEqual({ for: 'slot', slot: 'account' });
  });

  test('who starts again, says it is over too early or takes back a group is understood', () => {
    const person = new Person(language);
    person.speaks('1299');
    person.hears(`${no} ${spoken('1234', language)}`);
    expect(person.state.waiting).toMatchObject({ digits: '1234' });
    person.hears({ en: 'let me start again', yue: '由頭嚟過', cmn: '重新来' }[language]);
    expect(person.state.waiting).toEqual({ for: 'slot', slot: 'account' });
    person.speaks('123');
    expect(person.hears({ en: "that's all", yue: '係咁多', cmn: '就这些' }[language])).toContain('3');
    expect(person.calls).toEqual([]);
  });

  test('keys go on from what was spoken, and the whole number keyed replaces it at any time', () => {
    const mixed = new Person(language);
    mixed.speaks('1234');
    mixed.hears('5678');
    expect(mixed.readBack).toBe('12345678');
    // Keyed on from the beginning by somebody who did not expect that.
    mixed.hears('1234');
    expect(mixed.readBack).toBe('56781234');
    mixed.hears('1');
    expect(mixed.account).toBe('56781234');

    // After a pause in the keys the number is keyed from its beginning.
    const twice = new Person(language);
    twice.hearsAfter('1234', '1234');
    expect(twice.calls).toEqual([]);
    twice.hears('12345678');
    expect(twice.account).toBe('12345678');

    const duringReadBack = new Person(language);
    duringReadBack.speaks('12345558');
    expect(expectedDigits(carrierDialogue, duringReadBack.state)).toBe(0);
    duringReadBack.hears('12345678');
    expect(duringReadBack.account).toBe('12345678');

    const byKey = new Person(language);
    byKey.speaks('12345678');
    byKey.hears('1');
    expect(byKey.account).toBe('12345678');

    const denied = new Person(language);
    denied.speaks('12345558');
    denied.hearsAfter('2', '2', '5678');
    expect(denied.readBack).toBe('12345678');
  });

  test('any number dictated in any groups and confirmed is the number', () => {
    const number = fc
      .array(fc.integer({ min: 0, max: 9 }), { minLength: 8, maxLength: 8 })
      .map((digits) => digits.join(''));
    const groups = fc
      .uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 5 })
      .map((cuts) => [0, ...cuts.sort((a, b) => a - b), 8]);
    fc.assert(
      fc.property(number, groups, (digits, cuts) => {
        const person = new Person(language);
        for (const [index, from] of cuts.slice(0, -1).entries()) person.speaks(digits.slice(from, cuts[index + 1]));
        expect(person.readBack).toBe(digits);
        person.hears(yes[language]);
        expect(person.account).toBe(digits);
      }),
      { numRuns: 150 },
    );
  });

  test('nothing spoken is taken for the number without a yes to it', () => {
    const word = fc.constantFrom(...names[language], no, lastFour, fiveIsSix, ' ', '第', 'first', '尾', '後');
    const turn = fc.oneof(
      fc.array(word, { maxLength: 14 }).map((words) => words.join(' ')),
      fc.string({ maxLength: 300 }),
    );
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 10 }), (turns) => {
        const person = new Person(language);
        for (const said of turns) {
          if (/^[\d*#]+$/.test(said) || person.state.waiting.for === 'request') return;
          const before = person.readBack;
          person.hears(said);
          if (person.account !== undefined) expect(person.account).toBe(before);
        }
      }),
      { numRuns: 150 },
    );
  });
});

test('groups may be announced', () => {
  const person = new Person('yue');
  expect(person.hears('頭四個係一二三四')).toContain('一二三四');
  person.hears('後四個係五六七八');
  expect(person.readBack).toBe('12345678');
  const inOne = new Person('en');
  inOne.hears('the first four are one two three four and the last four are five six seven eight');
  expect(inOne.readBack).toBe('12345678');
});

test('another hearing of the number is taken when the best has not its length', () => {
  const person = new Person('yue');
  const input = {
    type: 'speech' as const,
    text: '一二三四五六七',
    unknownWords: 0,
    alternatives: [{ text: '一二三四五六七八', confidence: 0.4 }],
  };
  const { state } = step(carrierDialogue, person.state, input, today);
  expect(state.waiting).toMatchObject({ for: 'slot-check', digits: '12345678' });
});

test.each<[Language, string]>([
  ['yue', '邊係六'],
  ['yue', '係六'],
  ['yue', '邊個係'],
  ['cmn', '是六'],
  ['en', 'digit is six'],
])('in %s, "%s", what is left of a correction, is no yes', (language, said) => {
  const person = new Person(language);
  person.speaks('12345678');
  person.hears(said);
  expect(person.calls).toEqual([]);
  expect(person.readBack ?? person.state.waiting.for).not.toBe('request');
});

test.each<[Language, string]>([
  ['yue', '係'],
  ['yue', '係呀，冇錯'],
  ['yue', '一定啱'],
  ['yue', '係，一二三四五六七八'],
  ['cmn', '是的'],
  ['cmn', '嗯，是'],
  ['cmn', '对的没错'],
  ['en', 'yes'],
  ['en', 'yes that is right'],
])('in %s, "%s" is a yes', (language, said) => {
  const person = new Person(language);
  person.speaks('12345678');
  person.hears(said);
  expect(person.account).toBe('12345678');
});

test('a yes that may have been a no is asked about', () => {
  const person = new Person('yue');
  person.speaks('12345678');
  const input = {
    type: 'speech' as const,
    text: '係',
    unknownWords: 0,
    alternatives: [{ text: '唔係', confidence: 0.6 }],
  };
  const { state, actions } = step(carrierDialogue, person.state, input, today);
  expect(state.waiting.for).toBe('slot-check');
  expect(actions.every(({ type }) => type === 'say')).toBe(true);
});

test.each([
  [4, '1234'],
  [5, '12 345'],
  [6, '123 456'],
  [7, '123 4567'],
  [8, '1234 5678'],
  [9, '123 456 789'],
  [10, '123 456 7890'],
  [11, '123 4567 8901'],
  [12, '1234 5678 9012'],
])('a number of %i digits is read as %s', (length, text) => {
  expect(grouped('123456789012'.slice(0, length))).toBe(text);
  expect(groupsOf(length).reduce((sum, { count }) => sum + count, 0)).toBe(length);
});
