import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ContextManager } from '#src/agent/context.js';
import type { ContextEntry } from '#src/agent/context-entry.js';

const speech = { kind: 'speech' } as const;

function lines(entries: readonly ContextEntry[]): readonly string[] {
  return entries.map((entry) => {
    if (entry.role === 'tool') return `tool ${entry.name} ${entry.arguments} ${entry.result}`;
    return 'digits' in entry ? `keys ${entry.digits}` : `${entry.role}: ${entry.text}`;
  });
}

/** A turn whose words are known when it is answered, and the whole reply. */
function exchange(context: ContextManager, id: number, asked: string, answered: string): void {
  context.replyRequested(id, speech, false);
  context.add({ role: 'caller', id, text: asked });
  context.utteranceBegun(id);
  context.add({ role: 'bot', id, text: answered, cut: false });
}

describe('things are in the order in which they were said', () => {
  test('words that are transcribed after the reply was heard stand before it', () => {
    const context = new ContextManager('en');
    context.replyRequested(2, speech, false);
    context.utteranceBegun(2);
    context.add({ role: 'bot', id: 2, text: 'Fifty.', cut: false });
    expect(lines(context.entries)).toEqual(['caller: undefined', 'bot: Fifty.']);
    expect(context.awaits(2)).toBe(true);
    context.add({ role: 'caller', id: 2, text: 'how much' });
    expect(lines(context.entries)).toEqual(['caller: how much', 'bot: Fifty.']);
    expect(context.awaits(2)).toBe(false);
  });

  test('a reply that the caller talks over stands before what the caller said', () => {
    const context = new ContextManager('en');
    context.utteranceBegun(2);
    context.replyRequested(3, speech, true);
    context.add({ role: 'bot', id: 2, text: 'One two', cut: true });
    context.replyCommitted(3);
    context.add({ role: 'caller', id: 3, text: 'stop' });
    expect(lines(context.entries)).toEqual(['bot: One two', 'caller: stop']);
  });

  test('a tool that a guess called stands after the turn it answers, once the guess counts', () => {
    const context = new ContextManager('en');
    context.replyRequested(2, speech, true);
    context.toolCalled({ toolCallId: 'a', name: 'get_bill', arguments: { account: '12' } });
    context.add({ role: 'tool', id: 2, toolCallId: 'a', name: 'get_bill', result: { ok: true, value: { total: 50 } } });
    expect(context.entries).toEqual([]);
    context.replyCommitted(2);
    context.add({ role: 'caller', id: 2, text: 'my bill' });
    expect(lines(context.entries)).toEqual(['caller: my bill', 'tool get_bill {"account":"12"} {"total":50}']);
  });

  test('nothing of a discarded guess is left', () => {
    const context = new ContextManager('en');
    context.replyRequested(2, speech, true);
    context.add({ role: 'tool', id: 2, toolCallId: 'a', name: 'get_bill', result: { ok: true, value: 1 } });
    context.replyDiscarded(2);
    context.replyRequested(3, speech, false);
    expect(lines(context.entries)).toEqual(['caller: undefined']);
  });

  test('the same words twice are one entry, corrected words replace', () => {
    const context = new ContextManager('en');
    context.replyRequested(2, speech, false);
    expect(context.add({ role: 'caller', id: 2, text: 'my bell' })).toBe(true);
    expect(context.add({ role: 'caller', id: 2, text: 'my bell' })).toBe(false);
    expect(context.add({ role: 'caller', id: 2, text: 'my bill' })).toBe(true);
    expect(lines(context.entries)).toEqual(['caller: my bill']);
  });
});

describe('marks', () => {
  test.each([
    ['en', 'my account is 12345678', true],
    ['en', 'it is one two three four', true],
    ['yue', '我個戶口係一二三四五六', true],
    ['en', 'I have two questions', false],
    ['yue', '狗三四', true],
    ['cmn', '是二三四五六七八', true],
    ['en', 'two three', true],
    ['yue', '後四個係五六七八', true],
    ['yue', '三', false],
  ] as const)('%s "%s" may hold an account number: %s', (language, text, redact) => {
    const context = new ContextManager(language);
    context.add({ role: 'caller', id: undefined, text });
    expect(context.entries).toMatchObject([{ text, redact }]);
  });

  test('keys are kept, and marked when they may be an account number', () => {
    const context = new ContextManager('en');
    context.add({ role: 'caller', digits: '1' });
    context.replyRequested(2, { kind: 'dtmf', digits: '1' }, false);
    context.add({ role: 'caller', digits: '12345678' });
    expect(context.entries).toMatchObject([
      { digits: '1', redact: false },
      { digits: '12345678', redact: true },
    ]);
  });

  test('language and mood are those of the moment', () => {
    const context = new ContextManager('en');
    context.add({ role: 'caller', id: undefined, text: 'hello' });
    context.languageChanged('yue');
    context.moodChanged('upset');
    context.add({ role: 'caller', id: undefined, text: '你好' });
    expect(context.snapshot()).toMatchObject({
      language: 'yue',
      mood: 'upset',
      entries: [
        { language: 'en', mood: undefined },
        { language: 'yue', mood: 'upset' },
      ],
    });
  });

  test('the times of a turn are kept with it', () => {
    const context = new ContextManager('en');
    context.replyRequested(2, speech, false);
    const times = { lastVoicedMs: 1, pausedMs: 2, requestedMs: 3, firstTokenMs: 4, firstAudioMs: 5 };
    const waterfall = { ...times, committedMs: 6, playStartedMs: 7, guessed: false };
    context.turnTimed(2, waterfall);
    context.add({ role: 'caller', id: 2, text: 'late words' });
    expect(context.entries).toMatchObject([{ text: 'late words', times: waterfall }]);
  });
});

describe('a long call', () => {
  test('folds its oldest turns into facts and keeps the rest as it is', () => {
    const context = new ContextManager('en', { maxEntries: 8, maxChars: 10_000 });
    context.replyRequested(1, speech, false);
    context.add({ role: 'caller', id: 1, text: 'why is my bill so high' });
    context.toolCalled({ toolCallId: 'a', name: 'get_bill', arguments: { account: '12345678' } });
    context.add({ role: 'tool', id: 1, toolCallId: 'a', name: 'get_bill', result: { ok: true, value: { total: 50 } } });
    context.add({ role: 'bot', id: 1, text: 'It is fifty.', cut: false });
    for (let id = 2; id < 7; id++) exchange(context, id, `question ${id}`, `answer ${id}`);
    const { summary, entries } = context.snapshot();
    expect(summary).toEqual({
      turns: 3,
      languages: ['en'],
      mood: undefined,
      asked: ['why is my bill so high', 'question 2', 'question 3'].map((text) => ({ text, redact: false })),
      keyed: [],
      tools: [{ name: 'get_bill', ok: true, arguments: '{"account":"12345678"}', result: '{"total":50}' }],
    });
    expect(lines(entries)).toEqual([4, 5, 6].flatMap((id) => [`caller: question ${id}`, `bot: answer ${id}`]));
  });

  test('never grows beyond its bounds, keeps why the call was made, and is the same for the same events', () => {
    const texts = fc.array(fc.string({ maxLength: 3000 }), { minLength: 30, maxLength: 60 });
    fc.assert(
      fc.property(texts, (said) => {
        const [once, again] = [hold(said), hold(said)].map((context) => context.snapshot());
        expect(once).toEqual(again);
        expect(JSON.stringify(once).length).toBeLessThan(200_000);
        expect(once!.entries.length).toBeLessThanOrEqual(20);
        const chars = once!.entries.reduce((sum, entry) => sum + ('text' in entry ? entry.text!.length : 0), 0);
        expect(chars).toBeLessThanOrEqual(8000);
        expect(once!.summary?.asked[0]?.text.slice(0, 50)).toBe(said[0]!.slice(0, 50));
        expect(once!.summary!.asked.length).toBeLessThanOrEqual(8);
      }),
      { numRuns: 30 },
    );
  });

  test('a tool result of any size keeps its first facts', () => {
    const context = new ContextManager('en');
    const value = { total: 50, items: Array.from({ length: 500 }, (_, n) => ({ name: `item ${n}` })) };
    context.add({ role: 'tool', id: 1, toolCallId: 'a', name: 'get_bill', result: { ok: true, value } });
    const [entry] = context.entries as [Extract<ContextEntry, { role: 'tool' }>];
    expect(entry.result).toMatch(/^total=50; items\.0\.name=item 0; /);
    expect(entry.result.length).toBeLessThanOrEqual(1000);
  });
});

function hold(said: readonly string[]): ContextManager {
  const context = new ContextManager('en', { maxEntries: 20, maxChars: 8000 });
  for (const [id, text] of said.entries()) exchange(context, id, text, text);
  return context;
}
