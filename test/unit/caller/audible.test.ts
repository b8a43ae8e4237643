import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BotMeter } from '#src/caller/audible.js';
import { packets } from '../../support/packets.js';
import { concat, noise, silence, tone } from '../../support/tone.js';

function runs(samples: Int16Array) {
  const meter = new BotMeter(8000);
  for (const { atMs, samples: audio } of packets(samples)) meter.push(atMs, audio);
  return meter.runs.map(({ fromMs, toMs }) => [fromMs, toMs]);
}

describe('when the bot is audible', () => {
  it('is from the first to the last packet with sound', () => {
    expect(runs(concat(silence(200), tone(400), silence(500)))).toEqual([[200, 580]]);
  });

  it('goes on through 80 ms of silence, and begins anew after 120 ms', () => {
    expect(runs(concat(tone(100), silence(80), tone(100)))).toEqual([[0, 260]]);
    expect(runs(concat(tone(100), silence(120), tone(100)))).toEqual([
      [0, 80],
      [220, 300],
    ]);
  });

  it('is not because of a click of one packet', () => {
    expect(runs(concat(silence(200), tone(20), silence(300)))).toEqual([]);
  });

  it('is not on a quiet line, nor on one whose noise has been there for a while', () => {
    expect(runs(noise(3000, -50))).toEqual([]);
    expect(runs(concat(noise(5000, -47), noise(3000, -43)))).toEqual([]);
  });

  it('is above line noise when it speaks', () => {
    expect(runs(concat(noise(3000, -50), tone(400, { levelDbfs: -30 }), noise(400, -50)))).toEqual([[3000, 3380]]);
  });

  it('stays so for as long as a steady tone lasts', () => {
    expect(runs(concat(tone(60_000, { levelDbfs: -25 }), silence(200)))).toEqual([[0, 59_980]]);
  });

  it('is measured in packets, audio and level', () => {
    const meter = new BotMeter(8000);
    for (const { atMs, samples } of packets(tone(200, { levelDbfs: -20 }))) meter.push(atMs, samples);
    const [run] = meter.runs;
    expect(run).toMatchObject({ packets: 10, audioMs: 200 });
    expect(10 * Math.log10(run!.power / run!.packets)).toBeCloseTo(-20, 1);
  });

  it('is told once, with the second packet of sound', () => {
    const meter = new BotMeter(8000);
    const told = packets(concat(silence(40), tone(80))).map(({ atMs, samples }) => meter.push(atMs, samples));
    expect(told).toEqual([false, false, false, true, false, false]);
  });

  it('survives an empty packet', () => {
    expect(new BotMeter(8000).push(0, new Int16Array(0))).toBe(false);
  });
});

it('whatever arrives, runs follow each other more than 100 ms apart', () => {
  const packet = fc.record({ waitMs: fc.integer({ min: -50, max: 400 }), level: fc.integer({ min: 0, max: 32_767 }) });
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 200 }), (arrivals) => {
      const meter = new BotMeter(8000);
      let nowMs = 1000;
      for (const { waitMs, level } of arrivals) {
        nowMs += Math.max(0, waitMs);
        meter.push(nowMs, new Int16Array(160).fill(level));
      }
      for (const [index, { fromMs, toMs, packets: count }] of meter.runs.entries()) {
        expect(toMs).toBeGreaterThanOrEqual(fromMs);
        expect(count).toBeGreaterThan(1);
        if (index > 0) expect(fromMs - meter.runs[index - 1]!.toMs).toBeGreaterThan(100);
      }
    }),
  );
});
