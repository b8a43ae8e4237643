import { describe, expect, it } from 'vitest';
import { levelDbfs } from '#src/core/audio.js';
import { Resampler, resamplerMemoryBytes } from '#src/core/resampler.js';
import { tone } from '../../support/tone.js';

function stream(samples: Int16Array, inRateHz: number, outRateHz: number, chunkMs = 20): Int16Array {
  const resampler = new Resampler(inRateHz, outRateHz);
  const chunk = (inRateHz * chunkMs) / 1000;
  const out: number[] = [];
  for (let at = 0; at + chunk <= samples.length; at += chunk) {
    const into = new Int16Array((outRateHz * chunkMs) / 1000);
    const { written } = resampler.convert(samples.subarray(at, at + chunk), into);
    out.push(...into.subarray(0, written));
  }
  resampler.close();
  return Int16Array.from(out);
}

describe('resampler', () => {
  it.each([
    [8000, 16000],
    [8000, 24000],
    [16000, 8000],
    [24000, 8000],
    [48000, 8000],
  ])('gives a whole 20 ms for every 20 ms from %i to %i Hz, and keeps a tone', (from, to) => {
    const out = stream(tone(400, { hz: 1000, rateHz: from }), from, to);
    expect(out).toHaveLength(to * 0.4);
    expect(levelDbfs(out.subarray(to * 0.1))).toBeCloseTo(-18, 0);
  });

  it.each([16000, 24000])('lets nothing above 4.4 kHz of %i Hz audio through as an alias', (from) => {
    const out = stream(tone(400, { hz: 4700, levelDbfs: -6, rateHz: from }), from, 8000);
    expect(levelDbfs(out.subarray(800))).toBeLessThan(-80);
  });

  it('says how much it took when the room is too small', () => {
    const resampler = new Resampler(16000, 8000);
    expect(resampler.convert(new Int16Array(640), new Int16Array(160))).toEqual({ taken: 320, written: 160 });
    resampler.close();
  });

  it('keeps no memory of a thousand opened and closed', () => {
    const round = () => {
      const open = Array.from({ length: 50 }, () => new Resampler(24000, 8000));
      for (const resampler of open) {
        resampler.convert(new Int16Array(480), new Int16Array(160));
        resampler.close();
        resampler.close();
      }
    };
    round();
    const before = resamplerMemoryBytes();
    for (let i = 0; i < 20; i++) round();
    expect(resamplerMemoryBytes()).toBe(before);
  });

  it('refuses to work after it was closed', () => {
    const resampler = new Resampler(16000, 8000);
    resampler.close();
    expect(() => resampler.convert(new Int16Array(1), new Int16Array(1))).toThrow('after close');
  });
});
