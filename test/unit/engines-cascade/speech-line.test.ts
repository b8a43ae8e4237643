import { expect, test } from 'vitest';
import type { EngineEvent } from '#src/agent/engine.js';
import { SpeechLine } from '#src/engines/cascade/speech-line.js';
import { ReplyAudio } from '#src/engines/wire/reply-audio.js';
import { ManualClock } from '../../support/manual-clock.js';
import { toneVoice } from '../../support/tone-voice.js';

/** Five seconds of speech each. */
const sentence = (nth: number): string => `${nth}`.padStart(100, 'x');

function lineOf(clock: ManualClock) {
  const events: EngineEvent[] = [];
  const stop = new AbortController();
  const audio = new ReplyAudio({
    replyId: 1,
    outputRateHz: toneVoice.rateHz,
    maxMs: 120_000,
    emit: (event) => events.push(event),
  });
  const line = new SpeechLine({ clock, voice: toneVoice, language: 'en', style: {}, audio, signal: stop.signal });
  const texts = () => events.flatMap((event) => (event.type === 'text' ? [event.text] : []));
  return { line, stop, texts };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a long reply is made as it is played, some sentences ahead, and all of it in order', async () => {
  const clock = new ManualClock();
  const { line, texts } = lineOf(clock);
  const all = Array.from({ length: 10 }, (_, nth) => sentence(nth));
  for (const text of all) line.say(text);
  line.end();
  await settle();
  const atFirst = texts().length;
  expect(atFirst).toBeLessThanOrEqual(4);
  clock.advance(8_000);
  await settle();
  // The one that is told and the next.
  expect(texts()).toHaveLength(atFirst + 2);
  for (let n = 0; n < 10; n += 1) {
    clock.advance(5_000);
    await settle();
  }
  await line.spoken;
  expect(texts()).toEqual(all);
});

test('cancelled, it says nothing more, and whoever waits for its end is not kept waiting', async () => {
  const clock = new ManualClock();
  const { line, stop, texts } = lineOf(clock);
  for (let nth = 0; nth < 10; nth += 1) line.say(sentence(nth));
  await settle();
  const before = texts().length;
  stop.abort();
  clock.advance(60_000);
  await line.spoken;
  expect(texts()).toHaveLength(before);
});
