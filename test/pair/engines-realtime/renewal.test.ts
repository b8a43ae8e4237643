/** An engine that ends its sessions after a while, and a call that lasts longer. */
import { afterEach, expect, test } from 'vitest';
import { openRealtime, type RealtimeSubject } from '../../engines/realtime/realtime-subject.js';
import { billHz, plainHz } from '../../engines/realtime/script.js';
import { openai, qwen } from '../../engines/realtime/wires.js';
import { until } from '../../support/until.js';
import { openCall } from './rig.js';

let subject: RealtimeSubject;
afterEach(() => subject.close());

test('another session takes over between two turns and knows what was said; the caller hears nothing of it', async () => {
  subject = await openRealtime('openai', openai, { sessionLimitMs: 2_000 });
  const { server } = subject;
  const call = await openCall(subject);
  call.session.noteSaid('Welcome to Harbour Mobile.');
  call.session.startTurn();
  call.say(billHz);
  call.ask(1);
  await until(() => call.of(1).find(({ type }) => type === 'tool-call'));
  call.session.toolResult(1, '1-1', { ok: true, value: { total: 500 } });
  await call.done(1);
  call.session.truncate(1, 200, 'Your bill');
  const before = call.events.length;
  await until(() => server.sessions.length === 2 && !server.sessions[0]!.isOpen);
  const [first, second] = server.sessions;
  expect(call.events).toHaveLength(before);
  expect(second!.items.map(({ role, text }) => `${role}: ${text}`)).toEqual([
    'assistant: Welcome to Harbour Mobile.',
    `user: tone of ${billHz} hertz`,
    'call: ',
    'tool: {"total":500}',
    'assistant: Your bill…',
  ]);
  call.session.startTurn();
  call.say(plainHz);
  call.ask(2);
  await call.done(2);
  expect(call.text(2)).toContain('I know 4 things.');
  expect(first!.items.filter(({ role }) => role === 'user')).toHaveLength(1);
  await call.session.close();
});

test('the engine may say an earlier end than the one that is known, and a reply is never cut for it', async () => {
  subject = await openRealtime('openai', openai);
  const { server } = subject;
  server.expiresAt = Math.floor(Date.now() / 1000) + 2;
  const call = await openCall(subject);
  call.session.startTurn();
  call.say(billHz);
  call.ask(1);
  await until(() => server.sessions.length === 2);
  await new Promise((resolve) => setTimeout(resolve, 300));
  // The tool has not answered yet.
  expect(server.sessions[0]!.isOpen).toBe(true);
  server.expiresAt = undefined;
  call.session.toolResult(1, '1-1', { ok: true, value: {} });
  await call.done(1);
  expect(call.of(1).at(-1)?.type).toBe('done');
  await until(() => !server.sessions[0]!.isOpen);
  await call.session.close();
});

test('a session that the engine ends while the caller speaks is replaced, and nothing of the turn is lost', async () => {
  subject = await openRealtime('qwen', qwen);
  const { server } = subject;
  const call = await openCall(subject);
  call.session.noteSaid('Welcome to Harbour Mobile.');
  call.session.startTurn();
  call.say(plainHz, 600);
  server.newest.expire();
  call.say(plainHz, 200);
  await until(() => !server.sessions[0]!.isOpen);
  call.say(plainHz, 200);
  call.ask(1);
  await call.done(1);
  expect(server.sessions).toHaveLength(2);
  expect(server.newest.items[0]).toMatchObject({ role: 'user', hz: plainHz, ms: 1000 });
  expect(server.newest.instructions).toContain('Welcome to Harbour Mobile.');
  expect(call.events.filter(({ type }) => type === 'lost' || type === 'failed')).toEqual([]);
  await call.session.close();
});

test('a session that cannot be replaced is lost', async () => {
  subject = await openRealtime('openai', openai);
  const call = await openCall(subject);
  subject.server.fault = 'busy';
  subject.server.newest.expire();
  await until(() => call.events.some(({ type }) => type === 'lost'));
  expect(call.events).toMatchObject([{ type: 'lost', error: { code: 'ENGINE_UNAVAILABLE' } }]);
});
