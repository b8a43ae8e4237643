import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { otherEndAction, defaultOtherEndRules as rules } from '#src/agent/system1/other-end/hang-up-rule.js';
import type { LineEvent } from '#src/agent/system1/other-end/line-event.js';
import { nobodyYet, noteLine } from '#src/agent/system1/other-end/other-end.js';

const judged = (events: readonly LineEvent[]) => events.reduce(noteLine, nobodyYet).verdict;

const answered: LineEvent = { type: 'answered', atMs: 1000 };
const tone = (startedMs: number, durationMs: number, hz: number): LineEvent => ({
  type: 'line',
  cue: { type: 'tone', startedMs, durationMs, hz, levelDbfs: -24 },
});
const spoke = (startedMs: number, endedMs: number): LineEvent => ({ type: 'spoke', startedMs, endedMs });
const transcript = (text: string, atMs = 9000): LineEvent => ({ type: 'transcript', atMs, text });
const second = (atMs: number, active: number, voiced: number, pitched: number): LineEvent => ({
  type: 'line',
  cue: {
    type: 'second',
    atMs,
    spanMs: 1024,
    activeMs: active * 1024,
    voicedMs: voiced * 1024,
    pitchedMs: pitched * 1024,
  },
});
const seconds = (count: number, active: number, voiced: number, pitched: number, fromMs = 1000) =>
  Array.from({ length: count }, (_, index) => second(fromMs + (index + 1) * 1024, active, voiced, pitched));

/** We speak for 2 s, the other end answers after `gapMs` for `lengthMs`; each exchange takes 10 s. */
const exchange = (index: number, gapMs: number, lengthMs: number, text?: string): LineEvent[] => {
  const atMs = 10_000 * (index + 1);
  const startedMs = atMs + 2000 + gapMs;
  const said = text === undefined ? [] : [transcript(text, startedMs + lengthMs + 500)];
  const ours: LineEvent[] = [
    { type: 'bot-began', atMs },
    { type: 'bot-ended', atMs: atMs + 2000 },
  ];
  return [...ours, spoke(startedMs, startedMs + lengthMs), ...said];
};

describe('a voicemail', () => {
  const greeting = [answered, spoke(1400, 4000), spoke(4500, 7000)];

  test('is known by its long announcement and the beep after it', () => {
    const other = judged([...greeting, tone(7600, 400, 1000)]);
    expect(other).toEqual({
      kind: 'voicemail',
      certain: true,
      evidence: ['long-announcement', 'beep-after-speech'],
      sinceMs: 8000,
    });
  });

  test.each([
    'Hi, this is Sam, please leave a message after the tone.',
    '你好，我而家唔得閒，請喺嘟一聲之後留低口訊',
    '您好，我现在不方便接电话，请在提示音后留言',
  ])('is waited for when it says what it is, and left or spoken to after its beep: %s', (text) => {
    const before = judged([...greeting, transcript(text, 7300)]);
    expect(before).toMatchObject({ kind: 'voicemail', certain: false });
    expect(otherEndAction(before, rules, 8000)).toEqual({ type: 'wait', untilMs: before.sinceMs + 15_000 });

    const after = judged([...greeting, transcript(text, 7300), tone(9000, 300, 440)]);
    expect(after).toMatchObject({ kind: 'voicemail', certain: true, sinceMs: 9300 });
    expect(otherEndAction(after, rules, 9300)).toEqual({ type: 'hang-up', reason: 'voicemail' });
    expect(otherEndAction(after, { ...rules, voicemail: 'leave-message' }, 9300)).toEqual({
      type: 'say-and-hang-up',
      phrase: 'leave-message',
      reason: 'voicemail',
    });
  });

  test('is not left for ever without its beep', () => {
    const other = judged([...greeting, transcript('please leave a message after the tone', 7300)]);
    expect(otherEndAction(other, rules, other.sinceMs + 15_000)).toEqual({ type: 'hang-up', reason: 'voicemail' });
  });

  test('is not what a caller is who tells a long story and whose kitchen beeps', () => {
    const other = judged([
      ...greeting,
      transcript('I moved house and my bill is twice what it was'),
      tone(9500, 400, 1000),
    ]);
    expect(other.certain).toBe(false);
    expect(otherEndAction(other, rules, 10_000)).toEqual({ type: 'go-on' });
  });

  test('is not what a caller is who wants to leave a message', () => {
    const other = judged([answered, spoke(3000, 4500), transcript('can I leave a message for the manager')]);
    expect(otherEndAction(other, rules, 5000)).toEqual({ type: 'go-on' });
  });

  test('is not taken for one when a person says hello and a key is heard', () => {
    expect(judged([answered, spoke(1400, 2000), tone(3000, 150, 941)]).kind).toBe('unknown');
  });
});

describe('a fax', () => {
  test('that calls is known by its second CNG tone, and rung off', () => {
    const first = judged([answered, tone(2000, 500, 1100)]);
    expect(first).toMatchObject({ kind: 'fax', certain: false, evidence: ['cng-tone'] });
    expect(otherEndAction(first, rules, 2600)).toEqual({ type: 'wait', untilMs: 7200 });
    const both = judged([answered, tone(2000, 500, 1100), tone(5500, 490, 1098)]);
    expect(both).toMatchObject({ kind: 'fax', certain: true, evidence: ['cng-tone-repeated'] });
    expect(otherEndAction(both, rules, 6000)).toEqual({ type: 'hang-up', reason: 'fax' });
  });

  test.each([
    ['425 ms tones 3 s apart', 425, 3000, 1062],
    ['575 ms tones 4 s apart', 575, 4000, 1138],
  ])('may be as far off as T.30 allows: %s', (_, lengthMs, periodMs, hz) => {
    const other = judged([answered, tone(2000, lengthMs, hz), tone(2000 + periodMs, lengthMs, hz)]);
    expect(other).toMatchObject({ kind: 'fax', certain: true });
  });

  test('that answers is known by its 2100 Hz, whole or with its phase turned every 450 ms', () => {
    expect(judged([answered, tone(2000, 3000, 2100)])).toMatchObject({ kind: 'fax', evidence: ['answer-tone'] });
    const turned = Array.from({ length: 6 }, (_, index) => tone(2000 + 450 * index, 420, 2101));
    expect(judged([answered, ...turned])).toMatchObject({ kind: 'fax', certain: true });
  });

  test('is not what one beep of 1100 Hz is that nothing follows', () => {
    const other = judged([answered, tone(2000, 500, 1100), ...seconds(6, 0, 0, 0, 2500)]);
    expect(other.kind).toBe('unknown');
    expect(judged([answered, spoke(1400, 7000), tone(7500, 500, 1100)])).toMatchObject({ kind: 'voicemail' });
  });
});

describe('music on hold', () => {
  test('is known after 10 s, waited through, and not for ever', () => {
    const other = judged([answered, ...seconds(10, 1, 0.1, 0.8)]);
    expect(other).toEqual({ kind: 'hold-music', certain: true, evidence: ['continuous-music'], sinceMs: 1000 });
    expect(otherEndAction(other, rules, 20_000)).toEqual({ type: 'wait', untilMs: 121_000 });
    expect(otherEndAction(other, rules, 121_000)).toMatchObject({ type: 'say-and-hang-up', phrase: 'goodbye-later' });
    expect(judged([answered, ...seconds(9, 1, 0.1, 0.8)]).kind).toBe('unknown');
  });

  test('is over as soon as somebody speaks or the line is quiet', () => {
    const music = seconds(12, 1, 0.1, 0.8);
    expect(judged([answered, ...music, ...seconds(2, 0.9, 0.9, 0, 13_288)]).kind).toBe('unknown');
    expect(judged([answered, ...music, ...seconds(2, 0.1, 0, 0, 13_288)]).kind).toBe('unknown');
  });

  test('is neither rain, nor a motor, nor speech', () => {
    expect(judged([answered, ...seconds(30, 1, 0, 0.3)]).kind).toBe('unknown');
    expect(judged([answered, ...seconds(30, 1, 0.8, 0.03)]).kind).toBe('unknown');
  });
});

describe('another bot', () => {
  const sorry = 'Sorry, I did not get that. Please say it again.';

  test('is known by the same words again after the same time, and is said goodbye to', () => {
    const other = judged([
      answered,
      ...[0, 1, 2, 3, 4].flatMap((index) => exchange(index, 700 + 20 * index, 2600, sorry)),
    ]);
    expect(other).toMatchObject({ kind: 'bot', certain: true });
    expect(other.evidence).toEqual(['same-words-again', 'same-length-again', 'constant-gaps']);
    expect(otherEndAction(other, { ...rules, otherBot: 'hang-up' }, 70_000)).toMatchObject({
      type: 'say-and-hang-up',
      reason: 'other-bot',
    });
    expect(otherEndAction(other, { ...rules, otherBot: 'go-on' }, 70_000)).toEqual({ type: 'go-on' });
  });

  test('is known by the keypad menu that it reads out', () => {
    const other = judged([answered, transcript('For billing, press 1. For roaming, press two.')]);
    expect(other).toMatchObject({ kind: 'bot', certain: true, evidence: ['keypad-menu'] });
    expect(judged([answered, transcript('廣東話請按一，英文請按三')])).toMatchObject({ kind: 'bot', certain: true });
  });

  test('is not what a caller is who tells of a menu', () => {
    const other = judged([answered, transcript('it said for billing press one and then nothing happened')]);
    expect(otherEndAction(other, rules, 9000)).toEqual({ type: 'go-on' });
  });

  test('is not what a caller is who says the same again but takes his time', () => {
    const gaps = [300, 1200, 700, 2500, 900];
    const other = judged([
      answered,
      ...gaps.flatMap((gap, index) => exchange(index, gap, 2600, 'I want to talk to a person')),
    ]);
    expect(other.certain).toBe(false);
    expect(otherEndAction(other, rules, 70_000)).toEqual({ type: 'go-on' });
  });

  test('is not what a caller is who answers yes and no, as quickly each time', () => {
    const other = judged([answered, ...[0, 1, 2, 3, 4, 5].flatMap((index) => exchange(index, 400, 450, 'yes'))]);
    expect(otherEndAction(other, rules, 70_000)).toEqual({ type: 'go-on' });
  });

  test('is not what a caller is who says mm while the bot speaks', () => {
    const events = [0, 1, 2, 3, 4].flatMap((index) => exchange(index, 700, 2600, sorry));
    const other = judged([
      answered,
      { type: 'bot-began', atMs: 2000 },
      spoke(2500, 2900),
      { type: 'bot-ended', atMs: 4000 },
      ...events,
    ]);
    expect(other).toMatchObject({ kind: 'human', certain: true, evidence: ['back-channel'] });
  });
});

test('whatever is heard in whatever order, somebody whose speech and words are a person’s is never hung up on', () => {
  const time = fc.integer({ min: 1000, max: 200_000 });
  const event = fc.oneof(
    fc.tuple(time, fc.integer({ min: 100, max: 20_000 })).map(([at, length]) => spoke(at, at + length)),
    time.map((atMs): LineEvent => ({ type: 'bot-began', atMs })),
    time.map((atMs) => transcript('I would like to know what my plan costs', atMs)),
    fc.tuple(time, fc.double({ min: 0, max: 1, noNaN: true })).map(([at, share]) => second(at, share, share, 0.1)),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 80 }), (events) => {
      const action = otherEndAction(judged([answered, ...events]), rules, 200_000);
      expect(action.type).toBe('go-on');
    }),
  );
});
