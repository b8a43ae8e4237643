/** What callers say in free words, as a recogniser without a grammar writes it, and what the shipped dialogue makes of it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Language } from '#src/core/language.js';
import { understood } from '#src/engines/local/dialogue/meaning/understanding.js';
import type { Heard } from '#src/engines/local/recogniser/recogniser.js';
import { carrierDialogue } from '../../support/carrier-dialogue.js';
import { DialogueCaller } from '../../support/dialogue-caller.js';
import { exchangesIn } from '../../support/exchanges.js';
import { freeWords, outOfDomain } from '../../support/free-words.js';

function hears(language: Language, text: string, heard: Partial<Heard> = {}): DialogueCaller {
  const caller = new DialogueCaller(language);
  caller.hearsSpeech({ text, unknownWords: 0, freeWords: true, confidence: 0.95, ...heard });
  return caller;
}

const intentOf = (caller: DialogueCaller): string | undefined => caller.state.request?.intent;
const askedOf = ({ state: { waiting } }: DialogueCaller): string | undefined =>
  waiting.for === 'intent-check' ? waiting.intent : undefined;

describe('a request is understood', () => {
  test.each<[string, Language, string, string]>([
    ['in Traditional characters', 'yue', '我張單點解咁貴', 'bill'],
    ['in Simplified characters', 'yue', '我张单点解咁贵', 'bill'],
    ['by its sound: 帳丹 is 張單', 'yue', '我帳丹點解咁貴', 'bill'],
    ['by its sound: 流浪 is 流量', 'cmn', '我的流浪用完了', 'data_pack'],
    ['with English in it', 'yue', '我想 check 下張 bill', 'bill'],
    ['with fillers and particles', 'yue', '嗰個呢即係我想睇下張單呀唔該', 'bill'],
    ['in Mandarin by a bot that speaks Cantonese', 'yue', '为什么我的账单这么贵', 'bill'],
    ['in Cantonese by a bot that speaks Mandarin', 'cmn', '我張單點解咁貴', 'bill'],
    ['as it was put right: 唔係，係話數據', 'yue', '我想查單唔係，係話數據用量', 'plan'],
    ['as it was put right, in English', 'en', 'my bill sorry i mean change my plan', 'change_plan'],
    ['as it was not denied', 'en', 'not my bill i want to change my plan', 'change_plan'],
  ])('%s', (_, language, text, intent) => {
    expect(intentOf(hears(language, text)) ?? askedOf(hears(language, text))).toBe(intent);
  });

  test('with the amount that it names', () => {
    const caller = hears('yue', '幫我加三十個 G 數據');
    expect(intentOf(caller)).toBe('data_pack');
    expect(caller.state.slots.pack).toMatchObject({ code: 'data30' });
  });

  test('by what else it may have been, and by the phrase that fits the sound', () => {
    const alternatives = [{ text: '我張單點解咁貴', confidence: 0.8 }];
    expect(intentOf(hears('yue', '我仗彈顛街禁櫃', { alternatives }))).toBe('bill');
    const phrases = [{ text: '張單點解貴咗', confidence: 0.97 }];
    expect(intentOf(hears('yue', '單點', { phrases })) ?? askedOf(hears('yue', '單點', { phrases }))).toBe('bill');
  });
});

describe('what is not sure is asked, and changes nothing', () => {
  test('words that were hardly heard lead to a question, a yes to the request, a no back', () => {
    const caller = hears('yue', '我張單點解咁貴', { confidence: 0.15 });
    expect([intentOf(caller), askedOf(caller)]).toEqual([undefined, 'bill']);
    expect(caller.hears('係')).toContain('戶口號碼');
    const other = hears('yue', '我張單點解咁貴', { confidence: 0.15 });
    other.hears('唔係');
    expect(other.state.waiting).toEqual({ for: 'request' });
    const byKey = hears('yue', '我張單點解咁貴', { confidence: 0.15 });
    expect(byKey.hears('1')).toContain('戶口號碼');
  });

  test('a yes that may have been a no buys nothing, and the keys are said', () => {
    const caller = new DialogueCaller('yue');
    caller.hearsAfter('買數據包', '10GB', '12345678');
    expect(caller.state.waiting).toEqual({ for: 'consent' });
    const before = caller.calls.length;
    const said = caller.hearsSpeech({
      text: '係',
      unknownWords: 0,
      freeWords: true,
      confidence: 0.9,
      alternatives: [{ text: '唔係', confidence: 0.7 }],
    });
    expect(caller.calls.slice(before)).toEqual([]);
    expect(said).toContain('撳1');
    caller.hears('1');
    expect(caller.calls.at(-1)?.name).toBe('buy_data_pack');
  });

  test.each<[Language, string]>([
    ['yue', '唔好住，考慮下先'],
    ['cmn', '不用了我再想想'],
    ['en', 'no not now'],
  ])('a no in %s is taken for one, whatever is said with it', (language, words) => {
    const caller = new DialogueCaller(language);
    caller.hearsAfter(
      language === 'en' ? 'buy a data pack' : language === 'yue' ? '買數據包' : '买流量包',
      '1',
      '12345678',
    );
    if (caller.state.waiting.for === 'slot') caller.hears('1');
    const before = caller.calls.length;
    caller.hears(words);
    expect(caller.calls.slice(before)).toEqual([]);
    expect(caller.state.waiting).toEqual({ for: 'request' });
  });

  test('every change that the shipped dialogue makes is asked before', () => {
    const changing = new Set(['change_plan', 'buy_data_pack', 'order_broadband', 'block_sim', 'open_complaint']);
    for (const [name, { steps }] of Object.entries(carrierDialogue.tasks)) {
      for (const [index, { call }] of steps.entries()) {
        if (call === undefined || !changing.has(call)) continue;
        expect(
          steps.slice(0, index).some(({ confirm }) => confirm !== undefined),
          `${name}: ${call}`,
        ).toBe(true);
      }
    }
  });
});

describe('texts that nobody wrote the rules from', () => {
  const shareOf = (count: number, of: number): number => count / of;

  test.each<[Language, number]>([
    ['yue', 0.95],
    ['cmn', 0.9],
    ['en', 0.7],
  ])('requests in %s are understood, at once or by asking', (language, least) => {
    const texts = freeWords(language, 'held_out');
    const right = texts.filter(({ caller, intent }) => {
      const heard = hears(language, caller);
      return (intentOf(heard) ?? askedOf(heard)) === intent;
    });
    expect(texts.length).toBeGreaterThanOrEqual(10);
    expect(shareOf(right.length, texts.length)).toBeGreaterThanOrEqual(least);
  });

  test.each<Language>(['yue', 'cmn', 'en'])('what is no request in %s is refused politely', (language) => {
    const texts = outOfDomain(language, 'held_out');
    const taken = texts.filter(({ caller, may }) => {
      const heard = hears(language, caller);
      const intent = intentOf(heard) ?? askedOf(heard);
      return intent !== undefined && !may.includes(intent);
    });
    expect(shareOf(taken.length, texts.length)).toBeLessThanOrEqual(0.1);
  });

  test('exchanges in Mandarin lead where they should', () => {
    const exchanges = exchangesIn('mandarin-exchanges.yaml').held_out;
    const right = exchanges.filter(({ after, caller: words, intent }) => {
      const caller = new DialogueCaller('cmn');
      for (const input of after) caller.hears(input);
      caller.hears(words);
      return intentOf(caller) === intent;
    });
    expect(shareOf(right.length, exchanges.length)).toBeGreaterThanOrEqual(0.85);
  });
});

test('any text is read in time, and nothing is thrown', () => {
  const language = fc.constantFrom<Language>('yue', 'cmn', 'en');
  const piece = fc.constantFrom(
    '我',
    '張單',
    '唔係',
    '不是',
    ' no ',
    'sorry i mean ',
    '三十',
    '😡',
    '\u0000',
    '\ud800',
    'bill ',
    '，',
  );
  const text = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.array(piece, { maxLength: 60 }).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(language, text, (spoken, words) => {
      const meant = understood(carrierDialogue, spoken, { text: words });
      if (meant !== undefined) expect(meant.confidence).toBeLessThanOrEqual(1);
    }),
    { numRuns: 150 },
  );
  for (const long of ['唔係'.repeat(5000), '我張單'.repeat(3000), 'no '.repeat(5000)]) {
    expect(() => understood(carrierDialogue, 'yue', { text: long })).not.toThrow();
  }
});
