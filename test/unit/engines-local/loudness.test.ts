import { expect, test } from 'vitest';
import { levelDbfs } from '#src/core/audio.js';
import { levelled } from '#src/engines/local/voice/loudness.js';

function tone(count: number, amplitude: number): Int16Array {
  return Int16Array.from({ length: count }, (_, index) => amplitude * Math.sin((2 * Math.PI * 400 * index) / 16000));
}

function between(silenceBefore: number, speech: Int16Array, silenceAfter: number): Int16Array {
  const all = new Int16Array(silenceBefore + speech.length + silenceAfter);
  all.set(speech, silenceBefore);
  return all;
}

test.each([100, 1000, 30000])('speech of amplitude %i comes out at -20 dBFS', (amplitude) => {
  expect(levelDbfs(levelled(tone(16000, amplitude)))).toBeCloseTo(-20, 0);
});

test('silence in front of speech is not delay to the caller', () => {
  const spoken = levelled(between(8000, tone(8000, 3000), 16000));
  expect(spoken.length).toBeLessThanOrEqual(8000 + 13 * 160 + 160);
  expect(Math.max(...spoken.subarray(0, 400))).toBeGreaterThan(1000);
});

test('a click does not make speech clip', () => {
  const samples = tone(16000, 300);
  samples[8000] = 32767;
  expect(Math.max(...levelled(samples))).toBeLessThanOrEqual(Math.ceil(32767 * 10 ** (-1 / 20)));
});

test('digital silence says nothing', () => {
  expect(levelled(new Int16Array(1600))).toHaveLength(0);
  expect(levelled(new Int16Array(0))).toHaveLength(0);
});
