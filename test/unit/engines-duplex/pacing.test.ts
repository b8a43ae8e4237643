import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { durationMs } from '#src/core/audio.js';
import { PacedInput } from '#src/engines/duplex/paced-input.js';
import { Playout, type PlayoutOptions } from '#src/engines/duplex/playout.js';
import { silence, tone } from '../../support/tone.js';

const rateHz = 16_000;

describe('what the engine hears', () => {
  const open = () => new PacedInput({ rateHz, frameSamples: 1_280 }, 0);
  const frames = (input: PacedInput, nowMs: number): Int16Array[] => {
    const taken: Int16Array[] = [];
    for (let frame = input.take(nowMs); frame !== undefined; frame = input.take(nowMs)) taken.push(frame);
    return taken;
  };

  test('is the caller, in whole frames, as soon as one is there', () => {
    const input = open();
    const spoken = tone(160, { rateHz });
    const heard: Int16Array[] = [];
    for (let at = 0; at < 8; at += 1) {
      input.push(spoken.subarray(at * 320, (at + 1) * 320));
      heard.push(...frames(input, (at + 1) * 20));
    }
    expect(heard).toEqual([spoken.subarray(0, 1_280), spoken.subarray(1_280, 2_560)]);
  });

  test('is silence where the line gives nothing, 100 ms after it was due', () => {
    const input = open();
    expect(frames(input, 179)).toEqual([]);
    expect(frames(input, 180)).toEqual([new Int16Array(1_280)]);
    expect(frames(input, 260)).toHaveLength(1);
  });

  test('keeps to the speed of time after a burst: the caller is never heard later than that', () => {
    const input = open();
    input.push(tone(2_000, { rateHz }));
    expect(frames(input, 0)).toHaveLength(1);
    expect(frames(input, 80)).toHaveLength(1);
    expect(input.droppedMs).toBe(2_000 - 180);
  });

  test('is not made up for when nobody took it', () => {
    const input = open();
    expect(frames(input, 5_000).length).toBeLessThanOrEqual(2);
  });

  test('is as long as the call, whatever comes when', () => {
    const packet = fc.record({ gapMs: fc.integer({ min: 0, max: 400 }), lengthMs: fc.integer({ min: 0, max: 300 }) });
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 40 }), (packets) => {
        const input = open();
        let nowMs = 0;
        let heardMs = 0;
        for (const { gapMs, lengthMs } of packets) {
          for (const endMs = nowMs + gapMs; nowMs < endMs; nowMs += 20) {
            heardMs += frames(input, nowMs).reduce((sum, { length }) => sum + durationMs(length, rateHz), 0);
          }
          input.push(silence(lengthMs, rateHz));
        }
        expect(heardMs).toBeLessThanOrEqual(nowMs + 80);
        expect(heardMs).toBeGreaterThanOrEqual(nowMs - 280);
      }),
      { numRuns: 100 },
    );
  });
});

describe('what the caller hears', () => {
  const open = (flow: PlayoutOptions['flow']) => new Playout({ rateHz, flow });
  const takenMs = (playout: Playout, nowMs: number): number =>
    playout
      .take(nowMs)
      .reduce((sum, item) => sum + (item.type === 'audio' ? durationMs(item.samples.length, rateHz) : 0), 0);

  test('is let go as it comes when it comes in time', () => {
    const playout = open('live');
    for (let nowMs = 0; nowMs < 800; nowMs += 80) {
      playout.audio(tone(80, { rateHz }));
      expect(takenMs(playout, nowMs)).toBe(80);
    }
  });

  test('is let go at the speed of hearing when it comes at once, with its words at their place', () => {
    const playout = open('burst');
    playout.text('One.');
    playout.audio(tone(1_000, { rateHz }));
    playout.text('Two.');
    playout.audio(tone(1_000, { rateHz }));
    let heardMs = 0;
    let twoAtMs = -1;
    for (let nowMs = 0; nowMs <= 2_000; nowMs += 20) {
      for (const item of playout.take(nowMs)) {
        if (item.type === 'audio') heardMs += durationMs(item.samples.length, rateHz);
        else if (item.text === 'Two.') twoAtMs = heardMs;
      }
      expect(heardMs).toBeLessThanOrEqual(nowMs + 160);
    }
    expect(heardMs).toBe(2_000);
    expect(twoAtMs).toBe(1_000);
  });

  test('is cut where the engine yields', () => {
    const playout = open('burst');
    playout.audio(tone(1_000, { rateHz }));
    expect(takenMs(playout, 0)).toBe(80);
    playout.flush();
    expect(takenMs(playout, 500)).toBe(0);
    expect(playout.isEmpty).toBe(true);
  });

  test('after a late burst of a live engine, the pauses are left out and the words are not', () => {
    const playout = open('live');
    playout.audio(silence(400, rateHz));
    playout.audio(tone(500, { rateHz }));
    expect(playout.droppedMs).toBe(400);
    expect(takenMs(playout, 0)).toBe(80);
  });

  test('no more than a second and a half of a live engine waits', () => {
    const playout = open('live');
    for (let at = 0; at < 100; at += 1) playout.audio(tone(200, { rateHz }));
    expect(playout.droppedMs).toBe(20_000 - 1_480);
  });

  test('a burst without end is refused', () => {
    const playout = open('burst');
    const talk = () => {
      for (let at = 0; at < 200; at += 1) playout.audio(tone(1_000, { rateHz }));
    };
    expect(talk).toThrow(expect.objectContaining({ code: 'ENGINE_PROTOCOL' }));
    const text = () => {
      for (let at = 0; at < 3_000; at += 1) playout.text('x');
    };
    expect(text).toThrow(expect.objectContaining({ code: 'ENGINE_PROTOCOL' }));
  });
});
