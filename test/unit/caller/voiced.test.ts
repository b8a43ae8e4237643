import { describe, expect, it } from 'vitest';
import { voicedSpan } from '#src/caller/voiced.js';
import { packets } from '../../support/packets.js';
import { concat, noise, silence, tone } from '../../support/tone.js';

const span = (samples: Int16Array, startMs = 0) => voicedSpan(packets(samples, startMs), 8000);

describe('what the caller said', () => {
  it('leaves out the silence around speech', () => {
    expect(span(concat(silence(200), tone(300), silence(400)), 1000)).toEqual({ firstMs: 1200, lastMs: 1480 });
  });

  it('reaches into a packet of which three quarters are silent, but not into one that clicks', () => {
    expect(span(concat(tone(315), silence(205)))).toEqual({ firstMs: 0, lastMs: 300 });
    expect(span(concat(tone(300), silence(100), tone(5), silence(195)))).toEqual({ firstMs: 0, lastMs: 280 });
  });

  it('leaves out the noise around recorded speech', () => {
    expect(span(concat(noise(400, -42), tone(600, { levelDbfs: -12 }), noise(400, -42)))).toEqual({
      firstMs: 400,
      lastMs: 980,
    });
  });

  it('is all of a steady tone, and of a quiet one', () => {
    expect(span(tone(500))).toEqual({ firstMs: 0, lastMs: 480 });
    expect(span(tone(500, { levelDbfs: -55 }))).toEqual({ firstMs: 0, lastMs: 480 });
  });

  it('is nothing when only silence was sent', () => {
    expect(span(silence(400))).toBeUndefined();
    expect(span(new Int16Array(0))).toBeUndefined();
  });
});
