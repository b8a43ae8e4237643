/** What the engine is told of a call beside its audio. */
import { afterEach, expect, test } from 'vitest';
import type { ConversationContext } from '#src/agent/context-entry.js';
import { openRealtime, type RealtimeSubject } from '../../engines/realtime/realtime-subject.js';
import { billHz } from '../../engines/realtime/script.js';
import { doubaoDuplex, glm, openai, qwen } from '../../engines/realtime/wires.js';
import { until } from '../../support/until.js';
import { openCall } from './rig.js';

let subject: RealtimeSubject;
afterEach(() => subject.close());

const context: ConversationContext = {
  language: 'en',
  mood: undefined,
  summary: undefined,
  entries: [
    { role: 'bot', text: 'Welcome to Harbour Mobile.', cut: false },
    { role: 'caller', text: 'My bill is too high.', language: 'en', mood: undefined, redact: false, times: undefined },
    { role: 'tool', name: 'get_bill', arguments: '{}', ok: true, result: 'total=500' },
    { role: 'bot', text: 'It is five hundred.', cut: false },
  ],
};

test('a session that takes over knows the conversation as items', async () => {
  subject = await openRealtime('openai', openai);
  const call = await openCall(subject, { context });
  await until(() => subject.server.newest.items.length === 3);
  expect(subject.server.newest.items.map(({ role, text }) => `${role}: ${text}`)).toEqual([
    'assistant: Welcome to Harbour Mobile.',
    'user: My bill is too high.',
    'assistant: It is five hundred.',
  ]);
  expect(subject.server.newest.instructions).toContain('get_bill({}) gave: total=500');
  await call.session.close();
});

test.each([
  ['glm', glm],
  ['qwen', qwen],
  ['doubao-duplex', doubaoDuplex],
] as const)('%s: a session that takes over knows the conversation in words', async (dialect, wire) => {
  subject = await openRealtime(dialect, wire);
  const call = await openCall(subject, { context });
  const { instructions } = subject.server.newest;
  expect(instructions).toContain(
    'You: Welcome to Harbour Mobile.\nCaller: My bill is too high.\nYou: It is five hundred.',
  );
  expect(instructions).toContain('You are Mei');
  await call.session.close();
});

test.each([
  ['openai', openai],
  ['glm', glm],
] as const)('%s: keys are told in words, and answered', async (dialect, wire) => {
  subject = await openRealtime(dialect, wire);
  const call = await openCall(subject);
  call.ask(1, { input: { kind: 'dtmf', digits: '12#' } });
  await call.done(1);
  expect(subject.server.newest.told).toContain('The caller pressed 1 2 hash on the keypad.');
  expect(call.text(1)).not.toBe('');
  await call.session.close();
});

test('an answer that nobody was to hear is asked for once more, with what was wrong with it', async () => {
  subject = await openRealtime('openai', openai);
  const call = await openCall(subject);
  call.ask(1, { input: { kind: 'dtmf', digits: '1' } });
  await call.done(1);
  call.session.truncate(1, 0, '');
  const instruction = 'Say that again in English; not in Mandarin.';
  call.ask(2, { input: { kind: 'again', text: '您好' }, instruction });
  await call.done(2);
  const told = subject.server.newest.told;
  expect(told).toContain(`(The caller has not heard this answer of yours: "您好". ${instruction})`);
  expect(call.text(2)).not.toBe('');
  await call.session.close();
});

test('where no text can be answered, a reply to keys has failed and the next turn is answered', async () => {
  subject = await openRealtime('doubao-duplex', doubaoDuplex);
  const call = await openCall(subject);
  call.ask(1, { input: { kind: 'dtmf', digits: '1' } });
  await call.done(1);
  expect(call.of(1)).toMatchObject([{ type: 'failed', error: { code: 'ENGINE_FAILED' } }]);
  call.session.startTurn();
  call.say(300);
  call.ask(2);
  await call.done(2);
  expect(call.of(2).at(-1)?.type).toBe('done');
  await call.session.close();
});

test('no call of a tool stays without a result when the caller goes on', async () => {
  subject = await openRealtime('openai', openai);
  const call = await openCall(subject);
  call.session.startTurn();
  call.say(billHz);
  call.ask(1);
  await until(() => call.of(1).some(({ type }) => type === 'tool-call'));
  call.session.cancel(1);
  call.session.toolResult(1, '1-1', { ok: true, value: {} });
  const served = subject.server.newest;
  await until(() => served.items.some(({ role }) => role === 'tool'));
  expect(served.items.at(-1)!.text).toContain('"error"');
  expect(served.items.filter(({ role }) => role === 'tool')).toHaveLength(1);
  await call.session.close();
});
