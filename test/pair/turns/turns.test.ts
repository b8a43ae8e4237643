import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { conversation } from '#src/caller/report.js';
import { systemClock } from '#src/core/clock.js';
import { startLocalVoice } from '#src/engines/local/voices.js';
import { VoiceModel } from '#src/media/ears/voice-model.js';
import type { ScriptedReply } from '../../support/scripted-engine.js';
import { spoken } from '../../support/spoken.js';
import { overTheLine } from '../../support/telephone.js';
import { concat, noise, silence } from '../../support/tone.js';
import { traceReply, unmistakableAudio } from '../../support/virtual-call/reply-trace.js';
import { VirtualCall, type VirtualCallOptions } from '../../support/virtual-call/virtual-call.js';

/** Real Call, Controller, ears and pacing in virtual time; a synthesised caller; a scripted engine that needs 400 ms. */
let model: VoiceModel;
let phrases: Readonly<Record<'question' | 'order' | 'rest' | 'okay' | 'stop' | 'two' | 'five', Int16Array>>;
const calls: VirtualCall[] = [];

beforeAll(async () => {
  model = await VoiceModel.load();
  const { voice, close } = await startLocalVoice({ clock: systemClock });
  const say = async (text: string) => overTheLine(await spoken(voice, text, 'en'), voice.rateHz);
  phrases = {
    question: await say('Why is my bill so high this month?'),
    order: await say('I would like to change my plan'),
    rest: await say('to the one with roaming in Europe.'),
    okay: await say('Okay.'),
    stop: await say('That is not what I wanted to know at all, I asked about something else.'),
    two: await say('two'),
    five: await say('five'),
  };
  await close();
});

afterAll(async () => {
  await Promise.all(calls.map((call) => call.end()));
  await model.close();
});

/** A call that has greeted; the engine's replies are noise by which each of them can be told from the others. */
async function start(replies: readonly ScriptedReply[], options: Partial<VirtualCallOptions> = {}) {
  // A guess that was discarded is asked for again.
  const answered = () => call.events.filter(({ event }) => event.type === 'turn').length;
  const script = () => ({ delayMs: 400, ...replies[Math.min(answered(), replies.length - 1)] });
  const call: VirtualCall = await VirtualCall.start({ model, script, ...options });
  calls.push(call);
  await call.waitReply();
  return call;
}

/** A call in the middle of a long reply. */
async function startTalking(reply: Int16Array, options: Partial<VirtualCallOptions> = {}) {
  const call = await start([{ text: 'A long reply.', audio: reply }], options);
  call.caller.say(phrases.question);
  await call.waitAudible(1000);
  return call;
}

const turnsOf = ({ caller }: VirtualCall) => conversation(caller.line, 0, 0).turns;
const guessesOf = ({ events }: VirtualCall) =>
  events.flatMap(({ event }) => (event.type === 'guess' ? [event.outcome] : []));
const cutsOf = ({ events }: VirtualCall) =>
  events.filter(({ event }) => event.type === 'said' && event.by === 'bot' && event.cut);
const asked = ({ engine }: VirtualCall, what: RegExp) => engine.asked.filter((line) => what.test(line));

const answer = unmistakableAudio(1500, 1);
const another = unmistakableAudio(1500, 2);
const long = unmistakableAudio(15_000, 3);

describe('when the caller has finished', () => {
  test('the bot answers once, completely and within a second', async () => {
    const call = await start([{ text: 'Yes.', audio: answer }]);
    call.caller.say(phrases.question);
    await call.waitReply();
    const turns = turnsOf(call);
    expect(turns).toHaveLength(1);
    expect(turns[0]?.gapMs).toBeGreaterThan(100);
    expect(turns[0]?.gapMs).toBeLessThan(1000);
    expect(traceReply(answer, call.caller.heard)).toEqual({ heardMs: 1500, pauses: [], exact: true });
  });

  test('an engine that can guess is heard sooner than one that cannot', async () => {
    const gaps = [];
    for (const speculation of [true, false]) {
      const call = await start([{ text: 'Yes.', audio: answer }], { speculation });
      call.caller.say(phrases.question);
      await call.waitReply();
      gaps.push(turnsOf(call)[0]?.gapMs ?? Number.NaN);
      expect(guessesOf(call).at(-1)).toBe(speculation ? 'committed' : undefined);
    }
    expect(gaps[1]! - gaps[0]!).toBeGreaterThan(150);
  });

  test('a jittering network changes nothing but the delay', async () => {
    const call = await start([{ text: 'Yes.', audio: answer }], { wire: { delayMs: 30, jitterMs: 30, seed: 7 } });
    call.caller.say(phrases.question);
    await call.waitReply();
    expect(turnsOf(call)[0]?.gapMs).toBeLessThan(1200);
    expect(traceReply(answer, call.caller.heard).exact).toBe(true);
  });
});

describe('when the caller pauses and goes on', () => {
  test('a guess for the first half is never heard', async () => {
    const script = (_request: unknown, nth: number) => ({ delayMs: 400, audio: nth === 1 ? answer : another });
    const call = await start([], { script });
    call.caller.say(concat(phrases.order, silence(250), phrases.rest));
    await call.waitReply();
    await call.run(500);
    const heard = [answer, another].map((reply) => traceReply(reply, call.caller.heard).heardMs);
    const discarded = guessesOf(call).filter((outcome) => outcome === 'discarded').length;
    expect(discarded).toBeGreaterThan(0);
    expect(heard[0]).toBe(0);
    expect(turnsOf(call)).toHaveLength(1);
    expect(turnsOf(call)[0]?.gapMs).toBeGreaterThan(100);
  });

  test('it waits for the rest of a number that it asked for', async () => {
    const call = await start([
      { text: 'Your number?', audioMs: 600, expects: 4 },
      { text: 'Thanks.', audio: answer },
    ]);
    call.caller.say(phrases.question);
    await call.waitReply();
    await call.run(500);
    const pause = silence(600);
    call.caller.say(concat(phrases.two, pause, phrases.five, pause, phrases.five, pause, phrases.two));
    await call.waitReply();
    const [, number] = turnsOf(call);
    expect(number?.gapMs).toBeGreaterThan(100);
    expect(traceReply(answer, call.caller.heard).exact).toBe(true);
  });
});

describe('when the caller talks over the bot', () => {
  test('a real interruption silences it for good, and the engine learns how much was heard', async () => {
    const call = await startTalking(long);
    call.caller.say(phrases.stop);
    await call.run(4000);
    expect(turnsOf(call)[1]?.interruptionMs).toBeLessThan(400);
    expect(cutsOf(call)).toHaveLength(1);
    const { heardMs, exact } = traceReply(long, call.caller.heard);
    expect(exact).toBe(true);
    expect(asked(call, /^truncate/)).toEqual([expect.stringContaining(` ${heardMs} `)]);
  });

  test('a back-channel does not: the bot goes on from the same sample', async () => {
    const call = await startTalking(long);
    call.caller.say(phrases.okay);
    await call.run(4000);
    expect(cutsOf(call)).toEqual([]);
    const { exact, pauses, heardMs } = traceReply(long, call.caller.heard);
    expect(pauses.length).toBeGreaterThan(0);
    expect(heardMs).toBeGreaterThan(3000);
    expect(exact).toBe(true);
  });

  test('two back-channels in one reply do not either', async () => {
    const call = await startTalking(long);
    call.caller.say(concat(phrases.okay, silence(1500), phrases.okay));
    await call.run(6000);
    expect(cutsOf(call)).toEqual([]);
    expect(traceReply(long, call.caller.heard).exact).toBe(true);
  });

  test('noise does not stop it', async () => {
    const call = await startTalking(long);
    call.caller.say(concat(noise(60, -20), silence(300), noise(800, -30)));
    await call.run(3000);
    expect(cutsOf(call)).toEqual([]);
    expect(traceReply(long, call.caller.heard).exact).toBe(true);
  });
});

test('noise in silence is no turn', async () => {
  const call = await start([{ text: 'Yes?', audio: answer }]);
  call.caller.say(concat(noise(60, -20), silence(500), noise(1500, -30)));
  await call.run(5000);
  expect(asked(call, /^reply/)).toEqual([]);
});

test('a call is the same to the bit in every run', async () => {
  const runs = [];
  for (let run = 0; run < 2; run++) {
    const call = await startTalking(long, { wire: { jitterMs: 20, seed: 3 } });
    call.caller.say(phrases.stop);
    await call.run(3000);
    runs.push({ heard: call.caller.heard, events: call.events });
  }
  expect(runs[1]).toEqual(runs[0]);
});
