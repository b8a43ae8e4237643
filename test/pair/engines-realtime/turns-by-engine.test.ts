/** The engine finds the end of the turn. */
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
  ['stepfun', stepfun],
  ['glm', glm],
  ['qwen', qwen],
  ['doubao-duplex', doubaoDuplex],
] as const)('%s: speech starts, stops, and the reply is to that turn', async (dialect, wire) => {
  subject = await openRealtime(dialect, wire, { turns: 'engine' });
  const call = await openCall(subject, {
    onEvent: (event) => {
      call.events.push(event);
      // As the Controller does.
      if (event.type === 'speech-started') call.session.startTurn();
      if (event.type === 'speech-stopped') call.ask(1);
    },
  });
  expect(subject.engine.capabilities).toMatchObject({ turnDetection: 'engine', speculation: 'none' });
  call.say(0, 200);
  call.say(plainHz, 600);
  call.say(0, 500);
  await call.done(1);
  const marks = call.events.filter(({ type }) => type.startsWith('speech')).map(({ type }) => type);
  expect(marks).toEqual(['speech-started', 'speech-stopped']);
  expect(call.text(1)).toContain('Hello');
  expect(call.of(1).at(-1)?.type).toBe('done');
  expect(subject.server.newest.types).not.toContain('input_audio_buffer.commit');
  await call.session.close();
});

test('what the engine answers and nobody asked for is cancelled', async () => {
  subject = await openRealtime('qwen', qwen, { turns: 'engine' });
  const call = await openCall(subject);
  call.say(plainHz, 400);
  call.say(0, 500);
  await until(() => subject.server.newest.types.includes('response.cancel'));
  expect(call.events.filter(({ type }) => type === 'audio')).toEqual([]);
  call.session.startTurn();
  call.say(plainHz, 400);
  call.say(0, 500);
  await until(() => call.events.filter(({ type }) => type === 'speech-stopped').length === 2);
  await call.session.close();
});

test("a response that the engine begins beside another one is nobody's, also later", async () => {
  subject = await openRealtime('stepfun', stepfun, { turns: 'engine' });
  const call = await openCall(subject);
  call.session.startTurn();
  call.say(plainHz);
  call.ask(1);
  const served = subject.server.newest;
  await until(() => call.of(1).some(({ type }) => type === 'audio'));
  const stray = { response_id: 'stray', item_id: 'item_stray', content_index: 0 };
  served.say('response.created', { response: { id: 'stray' } });
  served.say('response.audio_transcript.delta', { ...stray, delta: 'Nobody asked.' });
  await call.done(1);
  call.session.startTurn();
  call.say(plainHz);
  call.ask(2);
  served.say('response.audio_transcript.delta', { ...stray, delta: 'Nobody asked.' });
  await call.done(2);
  expect(call.text(1) + call.text(2)).not.toContain('Nobody');
  expect(call.text(2)).toContain('Hello');
  await call.session.close();
});
