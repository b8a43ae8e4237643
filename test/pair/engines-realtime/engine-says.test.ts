/** What the engine says beside audio: the caller's words, limits, complaints, how a response ended. */
import { afterEach, expect, test } from 'vitest';
import { openRealtime, type RealtimeSubject } from '../../engines/realtime/realtime-subject.js';
import { plainHz } from '../../engines/realtime/script.js';
import { doubaoDuplex, glm, openai, qwen, stepfun } from '../../engines/realtime/wires.js';
import { until } from '../../support/until.js';
import { openCall } from './rig.js';

let subject: RealtimeSubject;
afterEach(() => subject.close());

test.each([
  ['openai', openai],
  ['doubao-duplex', doubaoDuplex],
] as const)("%s: the caller's words grow, and are complete once", async (dialect, wire) => {
  subject = await openRealtime(dialect, wire);
  const call = await openCall(subject);
  call.session.startTurn();
  call.say(plainHz);
  call.ask(1);
  await call.done(1);
  const heard = call.events.filter((event) => event.type === 'heard');
  expect(heard.map(({ text }) => text.trim())).toEqual([
    'tone',
    'tone of',
    'tone of 300',
    'tone of 300 hertz',
    'tone of 300 hertz',
  ]);
  expect(heard.map(({ final }) => final)).toEqual([false, false, false, false, true]);
  if (wire.namesItems) expect(heard.every(({ replyId }) => replyId === 1)).toBe(true);
  await call.session.close();
});

test('with a limit used up it is up, without a free session, until the limit is there again', async () => {
  subject = await openRealtime('openai', openai);
  const call = await openCall(subject);
  const probe = () => subject.engine.probe(AbortSignal.timeout(2000));
  expect(await probe()).toEqual({ up: true });
  const limit = { name: 'requests', limit: 60, reset_seconds: 0.5 };
  subject.server.newest.say('rate_limits.updated', { rate_limits: [{ ...limit, remaining: 0 }] });
  await expect.poll(probe, { interval: 10 }).toEqual({ up: true, freeSessions: 0 });
  await expect(openCall(subject)).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
  await expect.poll(probe, { interval: 50 }).toEqual({ up: true });
  await call.session.close();
});

test('only so many sessions at a time, and a closed one makes place', async () => {
  subject = await openRealtime('qwen', qwen, { concurrentSessions: 1 });
  const call = await openCall(subject);
  expect(await subject.engine.probe(AbortSignal.timeout(2000))).toEqual({ up: true, freeSessions: 0 });
  await expect(openCall(subject)).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
  await call.session.close();
  await (await openCall(subject)).session.close();
});

test('a wrong key is told by the probe and by opening', async () => {
  subject = await openRealtime('openai', openai, { key: 'sk-wrong' });
  expect(await subject.engine.probe(AbortSignal.timeout(2000))).toMatchObject({
    up: false,
    error: { code: 'ENGINE_REFUSED' },
  });
  await expect(openCall(subject)).rejects.toMatchObject({ code: 'ENGINE_REFUSED' });
});

test('where no page is known that tells a wrong key, the probe says no more than that somebody is there', async () => {
  subject = await openRealtime('glm', glm, { key: 'sk-wrong' });
  expect(await subject.engine.probe(AbortSignal.timeout(2000))).toEqual({ up: true });
  await expect(openCall(subject)).rejects.toMatchObject({ code: 'ENGINE_REFUSED' });
});

test('nobody there: the probe says so and does not throw', async () => {
  subject = await openRealtime('openai', openai, { url: 'ws://127.0.0.1:9/v1/realtime' });
  expect(await subject.engine.probe(AbortSignal.timeout(2000))).toMatchObject({
    up: false,
    error: { code: 'ENGINE_UNAVAILABLE' },
  });
});

test.each([
  ['failed', { type: 'failed', error: { type: 'server_error', code: 'internal', message: 'no' } }, 'ENGINE_FAILED'],
  [
    'failed',
    { type: 'failed', error: { type: 'rate_limit_error', code: 'rate_limit_exceeded', message: 'slow down' } },
    'ENGINE_UNAVAILABLE',
  ],
  ['incomplete', { type: 'incomplete', reason: 'content_filter' }, 'ENGINE_FAILED'],
  ['cancelled', { type: 'cancelled', reason: 'client_cancelled' }, 'ENGINE_FAILED'],
])('a response that ends as %s (%o) has failed with %s', async (status, details, code) => {
  subject = await openRealtime('stepfun', stepfun);
  subject.server.fault = 'slow-first-audio';
  const call = await openCall(subject);
  call.session.startTurn();
  call.say(plainHz);
  call.ask(1);
  await until(() => subject.server.newest.types.includes('response.create'));
  subject.server.newest.say('response.done', { response: { status, status_details: details } });
  await call.done(1);
  expect(call.of(1).at(-1)).toMatchObject({ type: 'failed', error: { code } });
  await call.session.close();
});

test('a complaint about the account ends the session, one about nothing ends nothing', async () => {
  subject = await openRealtime('openai', openai);
  const call = await openCall(subject);
  const served = subject.server.newest;
  served.say('error', { error: { type: 'invalid_request_error', code: 'unknown_parameter', message: 'what?' } });
  await new Promise((resolve) => setTimeout(resolve, 50));
  call.session.startTurn();
  call.say(plainHz);
  call.ask(1);
  served.say('error', { error: { type: 'invalid_request_error', code: 'response_cancel_not_active', message: '' } });
  await call.done(1);
  expect(call.of(1).at(-1)?.type).toBe('done');
  served.say('error', { error: { type: 'invalid_request_error', code: 'insufficient_quota', message: 'pay' } });
  await until(() => call.events.at(-1)?.type === 'lost');
  expect(call.events.at(-1)).toMatchObject({ error: { code: 'ENGINE_UNAVAILABLE' } });
});

test('a reply in another language, with an instruction of its own, is asked for in those words and no others', async () => {
  subject = await openRealtime('openai', openai);
  const call = await openCall(subject);
  call.session.startTurn();
  call.say(plainHz);
  call.ask(1, { instruction: 'The caller is upset: say sorry first.' });
  await call.done(1);
  call.session.startTurn();
  call.say(plainHz);
  call.ask(2);
  await call.done(2);
  const asked = subject.server.newest.received.filter(({ type }) => type === 'response.create');
  const words = asked.map(({ response }) => (response as { instructions?: string } | undefined)?.instructions);
  expect(words[0]).toContain('say sorry first');
  expect(words[0]).toContain('You are Mei');
  expect(words[1]).toBeUndefined();
  await call.session.close();
});

test('where replies have no words of their own, the session changes its words and changes them back', async () => {
  subject = await openRealtime('stepfun', stepfun);
  const call = await openCall(subject);
  for (const [replyId, instruction] of [[1, 'Say sorry first.'], [2]] as const) {
    call.session.startTurn();
    call.say(plainHz);
    call.ask(replyId, { instruction });
    await call.done(replyId);
    expect(subject.server.newest.instructions.includes('Say sorry first.')).toBe(instruction !== undefined);
  }
  await call.session.close();
});
