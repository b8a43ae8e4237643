/** What the engine learns of a reply that the caller talked over. */
import { afterEach, expect, test } from 'vitest';
import { openRealtime, type RealtimeSubject } from '../../engines/realtime/realtime-subject.js';
import { billHz, plainHz } from '../../engines/realtime/script.js';
import { openai, stepfun } from '../../engines/realtime/wires.js';
import { until } from '../../support/until.js';
import { openCall } from './rig.js';

let subject: RealtimeSubject;
afterEach(() => subject.close());

test('the item is cut at the millisecond where the caller stopped hearing it', async () => {
  subject = await openRealtime('openai', openai);
  const call = await openCall(subject);
  call.session.startTurn();
  call.say(plainHz);
  call.ask(1);
  await call.done(1);
  call.session.truncate(1, 333.7, 'Hello, this is');
  const served = subject.server.newest;
  await until(() => served.types.includes('conversation.item.truncate'));
  expect(served.received.at(-1)).toMatchObject({ content_index: 0, audio_end_ms: 333 });
  await until(() => served.items[1]!.ms === 333);
  await call.session.close();
});

test('a reply with a tool in it is cut in the part that was heard last', async () => {
  subject = await openRealtime('openai', openai);
  const call = await openCall(subject);
  call.session.startTurn();
  call.say(billHz);
  call.ask(1);
  await until(() => call.of(1).find(({ type }) => type === 'tool-call'));
  call.session.toolResult(1, '1-1', { ok: true, value: { total: 500 } });
  await call.done(1);
  const served = subject.server.newest;
  expect(served.items.map(({ role }) => role)).toEqual(['user', 'call', 'tool', 'assistant']);
  call.session.truncate(1, 100, 'Your');
  await until(() => served.items[3]!.ms === 100);
  await call.session.close();
});

test('where nothing can be cut, what was not heard is taken out and what was heard put in as text', async () => {
  subject = await openRealtime('stepfun', stepfun);
  const call = await openCall(subject);
  call.session.startTurn();
  call.say(plainHz);
  call.ask(1);
  await until(() => call.of(1).some(({ type }) => type === 'audio'));
  call.session.cancel(1);
  call.session.truncate(1, 50, 'Hello, this');
  const served = subject.server.newest;
  await until(() => served.items.some(({ text }) => text === 'Hello, this'));
  expect(served.items.map(({ role, text }) => `${role}: ${text}`)).toEqual([
    `user: tone of ${plainHz} hertz`,
    'assistant: Hello, this',
  ]);
  await call.session.close();
});
