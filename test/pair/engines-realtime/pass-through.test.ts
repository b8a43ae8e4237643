/** A G.711 call with an engine that speaks G.711: nothing is transcoded. */
import alawmulaw from 'alawmulaw';
import { afterEach, expect, test } from 'vitest';
import { pitchHz } from '../../engines/realtime/heard-audio.js';
import { openRealtime, type RealtimeSubject } from '../../engines/realtime/realtime-subject.js';
import { plainHz } from '../../engines/realtime/script.js';
import { openai, qwen } from '../../engines/realtime/wires.js';
import { tone } from '../../support/tone.js';
import { openCall } from './rig.js';

let subject: RealtimeSubject;
afterEach(() => subject.close());

test.each([
  ['PCMU', alawmulaw.mulaw],
  ['PCMA', alawmulaw.alaw],
] as const)('%s goes through as it is, both ways, and is cut at the millisecond', async (passThrough, codec) => {
  subject = await openRealtime('openai', openai);
  expect(subject.engine.capabilities.passThrough).toEqual(['PCMU', 'PCMA']);
  const call = await openCall(subject, { passThrough });
  call.session.startTurn();
  const payload = codec.encode(tone(400, { hz: plainHz }));
  for (let at = 0; at < payload.length; at += 160) call.session.pushPayload!(payload.subarray(at, at + 160));
  // Not what the session was opened for.
  call.session.pushAudio(tone(400));
  call.ask(1);
  await call.done(1);
  const served = subject.server.newest;
  expect(served.items[0]).toMatchObject({ hz: plainHz, ms: 400 });
  expect(served.session.audio).toMatchObject({
    input: { format: { type: `audio/${passThrough.toLowerCase()}` } },
    output: { format: { type: `audio/${passThrough.toLowerCase()}` } },
  });
  const payloads = call.of(1).flatMap((event) => (event.type === 'payload' ? [event.payload] : []));
  const heard = Int16Array.from(codec.decode(Buffer.concat(payloads)));
  expect(pitchHz(heard, 8000)).toBe(450);
  expect(heard.length / 8).toBe(served.items[1]!.ms);
  expect(call.of(1).some(({ type }) => type === 'audio')).toBe(false);
  await call.session.close();
});

test('it is refused where the engine has no such codec', async () => {
  subject = await openRealtime('qwen', qwen);
  expect(subject.engine.capabilities.passThrough).toEqual([]);
  await expect(openCall(subject, { passThrough: 'PCMU' })).rejects.toMatchObject({ code: 'ENGINE_UNAVAILABLE' });
});
