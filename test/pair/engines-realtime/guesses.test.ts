/** A reply made before the turn is over, on a wire where it can be taken back. */
import { afterEach, expect, test } from 'vitest';
import { openRealtime, type RealtimeSubject } from '../../engines/realtime/realtime-subject.js';
import { billHz, plainHz } from '../../engines/realtime/script.js';
import { openai } from '../../engines/realtime/wires.js';
import { until } from '../../support/until.js';
import { openCall } from './rig.js';

let subject: RealtimeSubject;
afterEach(() => subject.close());

test('a guess that is dropped leaves nothing in the conversation, and the whole turn is heard after it', async () => {
  subject = await openRealtime('openai', openai);
  const call = await openCall(subject);
  call.session.startTurn();
  call.say(billHz, 400);
  call.ask(1, { speculative: true });
  await until(() => call.of(1).some(({ type }) => type === 'tool-call'));
  call.say(billHz, 300);
  call.session.cancel(1);
  call.say(billHz, 300);
  call.ask(2);
  const served = subject.server.newest;
  await until(() => served.items.filter(({ role }) => role === 'user').length === 1 && served.items[0]!.ms === 1000);
  expect(served.items[0]).toMatchObject({ role: 'user', hz: billHz, ms: 1000 });
  await until(() => call.of(2).some(({ type }) => type === 'tool-call'));
  expect(served.items.map(({ role }) => role)).toEqual(['user', 'call']);
  // Whether there was still something to cancel is a matter of time.
  expect(served.types.filter((type) => type !== 'response.cancel')).toEqual([
    'session.update',
    'input_audio_buffer.commit',
    'response.create',
    'conversation.item.delete',
    'conversation.item.delete',
    'input_audio_buffer.clear',
    'input_audio_buffer.commit',
    'response.create',
  ]);
  await call.session.close();
});

test('a guess that is dropped before the engine has said anything is taken back when it does', async () => {
  subject = await openRealtime('openai', openai);
  const call = await openCall(subject);
  call.session.startTurn();
  call.say(plainHz);
  call.ask(1, { speculative: true });
  call.session.cancel(1);
  call.ask(2);
  await call.done(2);
  const served = subject.server.newest;
  await until(() => served.items.length === 2);
  expect(served.items.map(({ role }) => role)).toEqual(['user', 'assistant']);
  expect(call.of(1)).toEqual([]);
  expect(call.text(2)).toContain('I know 1 things.');
  await call.session.close();
});

test('a guess that is committed is not asked for again, and the tail of the turn is not part of the next one', async () => {
  subject = await openRealtime('openai', openai);
  const call = await openCall(subject);
  call.session.startTurn();
  call.say(plainHz);
  call.ask(1, { speculative: true });
  call.say(0, 200);
  call.session.commit(1);
  await call.done(1);
  const served = subject.server.newest;
  expect(served.buffered).toBe(0);
  expect(served.types.filter((type) => type === 'response.create')).toHaveLength(1);
  await call.session.close();
});
