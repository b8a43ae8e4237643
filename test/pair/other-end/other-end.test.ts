import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { defaultSystem1Rules, type System1Rules } from '#src/agent/system1/system1-rules.js';
import { systemClock } from '#src/core/clock.js';
import { startLocalVoice } from '#src/engines/local/voices.js';
import { VoiceModel } from '#src/media/ears/voice-model.js';
import { music } from '../../support/music.js';
import type { ScriptedReply } from '../../support/scripted-engine.js';
import { spoken } from '../../support/spoken.js';
import { overTheLine } from '../../support/telephone.js';
import { concat, silence, tone } from '../../support/tone.js';
import { VirtualCall } from '../../support/virtual-call/virtual-call.js';

/** Synthesised machines at the other end of a whole call: G.711, jitter buffer, ears and Controller are the product's. */
const texts = {
  announcement: 'Hello, this is Sam. I cannot come to the phone right now. Please leave a message after the tone.',
  story: 'I have been waiting for my new card since last week, and nobody could tell me where it might be by now.',
  menu: 'Welcome. For billing, press one. For a new contract, press two.',
  machine: 'I am sorry, I did not understand that. Please say it again.',
  question: 'Why is my bill so high this month?',
} as const;

let model: VoiceModel;
let speech: Readonly<Record<keyof typeof texts, Int16Array>>;
const calls: VirtualCall[] = [];

beforeAll(async () => {
  model = await VoiceModel.load();
  const { voice, close } = await startLocalVoice({ clock: systemClock });
  const said = Object.entries(texts).map(
    async ([name, text]) => [name, overTheLine(await spoken(voice, text, 'en'), voice.rateHz)] as const,
  );
  speech = Object.fromEntries(await Promise.all(said)) as typeof speech;
  await close();
});
afterEach(async () => {
  await Promise.all(calls.splice(0).map((call) => call.end()));
});
afterAll(() => model.close());

/** A call whose engine hears `heard` in every turn, or does not tell. */
async function answer(rules: Partial<System1Rules> = {}, heard?: string, delayMs = 300): Promise<VirtualCall> {
  const reply: ScriptedReply = { text: 'How can I help?', audioMs: 800, delayMs };
  const call = await VirtualCall.start({
    model,
    script: () => (heard === undefined ? reply : { ...reply, heard }),
    rules: { system1: { ...defaultSystem1Rules, ...rules }, idlePromptMs: 4000 },
  });
  calls.push(call);
  return call;
}

const saidBy = ({ events }: VirtualCall, by: 'bot' | 'caller') =>
  events.flatMap(({ event }) => (event.type === 'said' && event.by === by ? [event.text] : []));

const endOf = ({ events }: VirtualCall) =>
  events.flatMap(({ event }) => (event.type === 'ended' ? [event.reason] : []));

const isOver = (call: VirtualCall) => () => endOf(call).length > 0;

/** 1 kHz for 400 ms, some time after the words. */
const beep = () => concat(silence(500), tone(400, { hz: 1000 }));

describe('a voicemail', () => {
  test.each([
    ['tells what it is', texts.announcement],
    ['is not understood, but talks for long and beeps', undefined],
  ])('that %s is left at its beep', async (_how, heard) => {
    const call = await answer({}, heard);
    await call.run(400);
    call.caller.say(concat(speech.announcement, beep()));
    await call.runUntil(isOver(call), 12_000);
    expect(endOf(call)).toEqual(['voicemail']);
    expect(saidBy(call, 'bot').join()).not.toMatch(/call again|still there/);
  });

  test.each([
    ['as a guess', 0],
    ['when the reply is asked for', 900],
  ])('whose words are known %s is not talked to before its beep', async (_when, delayMs) => {
    const call = await answer({}, texts.announcement, delayMs);
    await call.run(400);
    const fromMs = call.clock.nowMs();
    // The turn is over long before the beep.
    call.caller.say(concat(speech.announcement, silence(2500), beep()));
    await call.runUntil(isOver(call), 20_000);
    expect(endOf(call)).toEqual(['voicemail']);
    expect(saidBy(call, 'bot').join()).not.toMatch(/How can I help|still there/);
    expect(call.caller.runs.filter((run) => run.fromMs > fromMs)).toEqual([]);
  });

  test('is left a whole message after its beep', async () => {
    const call = await answer({ voicemail: 'leave-message' }, texts.announcement);
    await call.run(400);
    const greeting = concat(speech.announcement, beep());
    const beepEndMs = call.clock.nowMs() + greeting.length / 8;
    call.caller.say(greeting);
    await call.runUntil(isOver(call), 20_000);
    expect(endOf(call)).toEqual(['voicemail']);
    expect(saidBy(call, 'bot').at(-1)).toBe('Hello, sorry that we missed you. We will call again. Goodbye.');
    // 62 characters of 50 ms.
    expect(call.caller.runs.at(-1)!.toMs - beepEndMs).toBeGreaterThanOrEqual(3100);
  });

  test('is not what beeps behind a caller who tells a long story', async () => {
    const call = await answer({}, texts.story);
    await call.run(400);
    call.caller.say(concat(speech.story, beep()));
    await call.run(10_000);
    expect(endOf(call)).toEqual([]);
    expect(saidBy(call, 'bot')).toContain('How can I help?');
  });
});

describe('music on hold', () => {
  test.each([
    ['chords', false],
    ['a tune', true],
  ])('made of %s is not talked to, and left when it never ends', async (_kind, picked) => {
    const call = await answer({ musicLimitMs: 30_000 });
    await call.run(400);
    call.caller.say(music(60, picked));
    await call.runUntil(isOver(call), 60_000);
    expect(endOf(call)).toEqual(['hold-music']);
    expect(saidBy(call, 'bot').at(-1)).toBe('I will try again another time. Goodbye.');
    // Ten seconds pass before it is known to be music.
    const asked = saidBy(call, 'bot').filter((text) => /still there|hear me/.test(text));
    expect(asked.length).toBeLessThanOrEqual(2);
  });

  test('is over when somebody comes back, who is answered', async () => {
    const call = await answer();
    await call.run(400);
    call.caller.say(music(24, false));
    await call.run(24_600);
    const before = saidBy(call, 'bot').length;
    call.caller.say(speech.question);
    await call.run(5000);
    expect(saidBy(call, 'bot').slice(before)).toContain('How can I help?');
    expect(endOf(call)).toEqual([]);
  });
});

describe('another bot', () => {
  /** It says the same, so long after us, again and again. */
  async function repeats(call: VirtualCall, times: number): Promise<void> {
    for (let nth = 0; nth < times && endOf(call).length === 0; nth++) {
      await call.waitReply();
      await call.run(300);
      call.caller.say(speech.machine);
      await call.run(speech.machine.length / 8);
    }
    await call.run(4000);
  }

  test('that reads out a menu is said goodbye to, where that is wanted', async () => {
    const call = await answer({ otherBot: 'hang-up' }, texts.menu);
    await call.waitReply();
    call.caller.say(speech.menu);
    await call.runUntil(isOver(call), 15_000);
    expect(endOf(call)).toEqual(['other-bot']);
    expect(saidBy(call, 'bot').at(-1)).toMatch(/goodbye/i);
  });

  test('is known by what it says again and again, always as long after us', async () => {
    const call = await answer({ otherBot: 'hang-up' }, texts.machine);
    await repeats(call, 8);
    expect(endOf(call)).toEqual(['other-bot']);
  });

  test('is talked to where nothing else is said', async () => {
    const call = await answer({}, texts.machine);
    await repeats(call, 7);
    expect(endOf(call)).toEqual([]);
    expect(saidBy(call, 'bot').filter((text) => text === 'How can I help?').length).toBeGreaterThanOrEqual(6);
  });
});
