import { describe, expect, it } from 'vitest';
import { SpeechForwarder } from '#src/media/ears/speech-forwarder.js';
import { tone } from '../../support/tone.js';

function newForwarder(rateHz: number, holdMs: number, always: boolean) {
  const out: { atMs: number; length: number }[] = [];
  const forwarder = new SpeechForwarder(rateHz, holdMs, always, ({ length }, atMs) => out.push({ atMs, length }));
  const push = (fromMs: number, toMs: number) => {
    for (let atMs = fromMs; atMs < toMs; atMs += 20) forwarder.push(tone(20), atMs);
  };
  return { forwarder, out, push };
}

describe('forwarding the caller', () => {
  it('hands out everything when asked to', () => {
    const { out, push, forwarder } = newForwarder(24_000, 0, true);
    push(0, 60);
    expect(out).toEqual([0, 20, 40].map((atMs) => ({ atMs, length: 480 })));
    forwarder.close();
  });

  it('hands out nothing before speech, then what came since the moment asked for, and nothing after it', () => {
    const { out, push, forwarder } = newForwarder(16_000, 500, false);
    push(0, 1000);
    expect(out).toEqual([]);
    forwarder.open(650);
    expect(out[0]).toEqual({ atMs: 640, length: 320 });
    expect(out).toHaveLength(18);
    push(1000, 1040);
    expect(out.at(-1)?.atMs).toBe(1020);
    forwarder.shut();
    push(1040, 1100);
    expect(out).toHaveLength(20);
    forwarder.close();
  });

  it('keeps no more than it was told', () => {
    const { out, push, forwarder } = newForwarder(8000, 100, false);
    push(0, 10_000);
    forwarder.open(0);
    expect(out.map(({ atMs }) => atMs)).toEqual([9880, 9900, 9920, 9940, 9960, 9980]);
    forwarder.close();
  });
});
