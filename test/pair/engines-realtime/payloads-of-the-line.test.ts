/** A-law from the line to a realtime engine and back: what one end sends is what the other gets, byte for byte. */
import { expect, test } from 'vitest';
import { ContextManager } from '#src/agent/context.js';
import { openInCodec } from '#src/agent/pass-through.js';
import { systemClock as clock } from '#src/core/clock.js';
import { codecs } from '#src/core/g711.js';
import { silentLog as log } from '#src/core/log.js';
import { startMediaPlane } from '#src/media/plane.js';
import { codecOfOffer } from '#src/media/sdp/negotiation.js';
import { openRealtime } from '../../engines/realtime/realtime-subject.js';
import { plainHz } from '../../engines/realtime/script.js';
import { openai } from '../../engines/realtime/wires.js';
import { RawRtp } from '../../support/raw-rtp.js';
import { tone } from '../../support/tone.js';
import { until } from '../../support/until.js';

const address = '127.0.0.1';

const bytesOf = (samples: Int16Array): Buffer => {
  const bytes = Buffer.alloc(samples.length);
  codecs.PCMA.encode(samples, bytes, 0);
  return bytes;
};

test('payloads of the call reach the engine untouched, and the engine’s the caller', async () => {
  const subject = await openRealtime('openai', openai);
  const plane = await startMediaPlane({ clock, log });
  const peer = await RawRtp.open();
  const offer = peer.offer();
  const codec = codecOfOffer(offer, address)!;
  expect(codec).toBe('PCMA');
  let isDone = false;
  const { session, rates } = await openInCodec(subject.engine, {
    callId: 'c',
    language: 'en',
    persona: '',
    tools: [],
    context: new ContextManager('en').snapshot(),
    passThrough: codec,
    onEvent: (event) => {
      if (event.type === 'audio') stream.play(1, event.samples, rates.outputRateHz);
      if (event.type === 'done') isDone = true;
    },
  });
  const stream = await plane.open({
    callId: 'c',
    address,
    audioRateHz: rates.inputRateHz as 8000,
    audioWhen: 'always',
    ears: false,
    onEvent: (event) => event.type === 'audio' && session.pushAudio(event.samples),
  });
  stream.answer(offer);
  session.startTurn();
  const spoken = tone(600, { hz: plainHz, rateHz: 8000 });
  await peer.speak(spoken, stream.port);
  session.reply({ replyId: 1, input: { kind: 'speech' }, speculative: false, style: {}, language: 'en' });
  await until(() => isDone);
  const served = subject.server.newest;
  expect(served.coding).toBe('PCMA');
  const appended = served.received.filter(({ type }) => type === 'input_audio_buffer.append');
  const heard = Buffer.concat(appended.map(({ audio }) => Buffer.from(String(audio), 'base64')));
  const sent = bytesOf(spoken);
  // The first frame may be cut by the jitter buffer's start, the last still be in it.
  const middle = sent.subarray(1600, 3200);
  expect(heard.includes(middle)).toBe(true);

  stream.endPlay(1);
  const replied = bytesOf(tone(100, { hz: 440, rateHz: 8000 }));
  const played = (): Buffer => bytesOf(Int16Array.from(peer.arrivals.flatMap(({ samples }) => [...samples])));
  await until(() => played().includes(replied));
  peer.socket.close();
  await session.close();
  await stream.close();
  await plane.close();
  await subject.close();
});
