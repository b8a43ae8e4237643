import { expect, test } from 'vitest';
import { levelDbfs } from '#src/core/audio.js';
import { GainControl, repeated } from '#src/engines/local/recogniser/vosk/gain-control.js';

function through(samples: Int16Array, piece: number): Int16Array {
  const gain = new GainControl();
  const out: number[] = [];
  for (let at = 0; at < samples.length; at += piece) out.push(...gain.push(samples.slice(at, at + piece)));
  out.push(...gain.flush());
  return Int16Array.from(out);
}

const tone = (amplitude: number, count = 8000): Int16Array =>
  Int16Array.from({ length: count }, (_, index) => amplitude * Math.sin((2 * Math.PI * 300 * index) / 8000));

test.each([1000, 5000, 30000])('a caller of amplitude %i is brought to the level of the model', (amplitude) => {
  expect(levelDbfs(through(tone(amplitude), 160))).toBeCloseTo(-14, 0);
});

test('the first word is not quieter than the rest', () => {
  const out = through(tone(500), 160);
  expect(levelDbfs(out.subarray(0, 800)) - levelDbfs(out.subarray(4000))).toBeGreaterThan(-1);
});

test('no sample is lost or made, whatever the pieces', () => {
  for (const piece of [1, 80, 160, 161, 800, 9000]) expect(through(tone(3000, 4321), piece)).toHaveLength(4321);
  expect(through(tone(3000, 4321), 80)).toEqual(through(tone(3000, 4321), 777));
});

test('line noise is not blown up to speech', () => {
  expect(levelDbfs(through(tone(20), 160))).toBeLessThan(-30);
});

test('each sample twice', () => {
  expect(repeated(Int16Array.of(1, -2))).toEqual(Int16Array.of(1, 1, -2, -2));
});
