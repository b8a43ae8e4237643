import { describe, expect, it } from 'vitest';
import { levelDbfs } from '#src/core/audio.js';
import { PlayQueue, type PlayReport } from '#src/media/playout/play-queue.js';
import { tone } from '../../support/tone.js';

const frame = 160;

function newQueue() {
  const reports: PlayReport[] = [];
  const queue = new PlayQueue((report) => reports.push(report));
  const next = (frames = 1) => {
    const out = new Int16Array(frames * frame);
    for (let i = 0; i < frames; i++) queue.next(out.subarray(i * frame, (i + 1) * frame));
    return out;
  };
  return { queue, reports, next };
}

const constant = (length: number, value = 10_000) => new Int16Array(length).fill(value);

/** Largest step from one sample to the next. */
const largestStep = (samples: Int16Array) =>
  samples.reduce((most, sample, i) => (i === 0 ? 0 : Math.max(most, Math.abs(sample - samples[i - 1]!))), 0);

describe('play queue', () => {
  it('is silent when there is nothing to play', () => {
    const { next, reports } = newQueue();
    expect(next(3)).toEqual(new Int16Array(3 * frame));
    expect(reports).toEqual([]);
  });

  it('plays 8 kHz chunks unchanged and joined, whatever their size, and reports begin and end', () => {
    const { queue, next, reports } = newQueue();
    const audio = tone(60);
    queue.play(1, audio.subarray(0, 100), 8000);
    queue.play(1, audio.subarray(100, 101), 8000);
    queue.play(1, audio.subarray(101), 8000);
    queue.endPlay(1);
    expect(next(2)).toEqual(audio.subarray(0, 320));
    expect(reports).toEqual([{ type: 'play-started', playId: 1 }]);
    expect(next()).toEqual(audio.subarray(320));
    expect(reports[1]).toEqual({ type: 'play-ended', playId: 1, playedMs: 60, cut: false });
  });

  it('plays one reply after the other, in the same packet where they meet', () => {
    const { queue, next, reports } = newQueue();
    queue.play(1, constant(200, 5000), 8000);
    queue.play(2, constant(120, 5000), 8000);
    queue.endPlay(1);
    queue.endPlay(2);
    expect(next(2)).toEqual(constant(320, 5000));
    expect(reports.map(({ type, playId }) => `${type} ${playId}`)).toEqual([
      'play-started 1',
      'play-ended 1',
      'play-started 2',
      'play-ended 2',
    ]);
  });

  it('waits for more of a reply that is not ended, without a click', () => {
    const { queue, next, reports } = newQueue();
    queue.play(1, constant(200), 8000);
    const out = next(3);
    expect(largestStep(out)).toBeLessThanOrEqual(255);
    expect(out.at(-1)).toBe(0);
    expect(reports).toHaveLength(1);
    queue.play(1, constant(160), 8000);
    expect(next()[159]).toBe(10_000);
  });

  it('stops within one packet, with a 5 ms ramp, and says how much was played', () => {
    const { queue, next, reports } = newQueue();
    queue.play(1, constant(8000), 8000);
    queue.play(2, constant(8000), 8000);
    next(4);
    queue.stop();
    const out = next(2);
    expect(largestStep(out)).toBeLessThanOrEqual(255);
    expect(out[40]).toBe(0);
    expect(out.subarray(40)).toEqual(new Int16Array(280));
    expect(reports.slice(1)).toEqual([
      { type: 'play-ended', playId: 1, playedMs: 80, cut: true },
      { type: 'play-ended', playId: 2, playedMs: 0, cut: true },
    ]);
  });

  it('does not play chunks that come late for a reply that was cut', () => {
    const { queue, next } = newQueue();
    queue.play(1, constant(320), 8000);
    queue.stop();
    queue.play(1, constant(320), 8000);
    queue.endPlay(1);
    expect(next(2)).toEqual(new Int16Array(320));
    queue.play(2, constant(160), 8000);
    expect(next()[159]).toBe(10_000);
  });

  it('goes on from the same sample after a pause', () => {
    const { queue, next } = newQueue();
    const ramp = Int16Array.from({ length: 1600 }, (_, i) => i * 10);
    queue.play(1, ramp, 8000);
    next(2);
    queue.pause();
    expect(next(3).at(-1)).toBe(0);
    queue.resume();
    const out = next(2);
    expect(out[0]).toBeLessThan(ramp[320]! * 0.1);
    expect(out.subarray(40)).toEqual(ramp.subarray(360, 640));
  });

  it('goes back to a place a little behind, from exactly that sample, and counts what was heard once', () => {
    const { queue, next, reports } = newQueue();
    const ramp = Int16Array.from({ length: 1600 }, (_, i) => i * 10);
    queue.play(1, ramp.subarray(0, 250), 8000);
    queue.play(1, ramp.subarray(250), 8000);
    queue.endPlay(1);
    next(3);
    queue.pause();
    next(2);
    queue.resume({ playId: 1, atMs: 21.5 });
    const out = next(2);
    expect(out.subarray(40)).toEqual(ramp.subarray(172 + 40, 172 + 320));
    queue.stop();
    expect(reports.at(-1)).toEqual({ type: 'play-ended', playId: 1, playedMs: 61.5, cut: true });
  });

  it('says how far it had come when it is cut before it is there again', () => {
    const { queue, next, reports } = newQueue();
    queue.play(1, constant(1600), 8000);
    next(5);
    queue.pause();
    queue.resume({ playId: 1, atMs: 20 });
    next(1);
    queue.stop();
    expect(reports.at(-1)).toEqual({ type: 'play-ended', playId: 1, playedMs: 100, cut: true });
  });

  it('ends after its last sample when it went back', () => {
    const { queue, next, reports } = newQueue();
    queue.play(1, constant(800), 8000);
    queue.endPlay(1);
    next(4);
    queue.pause();
    queue.resume({ playId: 1, atMs: 60 });
    next(2);
    expect(reports.at(-1)).toEqual({ type: 'play-ended', playId: 1, playedMs: 100, cut: false });
  });

  it.each([
    ['ahead', { playId: 1, atMs: 90 }],
    ['in another play', { playId: 2, atMs: 10 }],
    ['longer ago than is kept', { playId: 1, atMs: -1 }],
  ])('goes on from the same sample when it is sent to a place %s', (_where, place) => {
    const { queue, next } = newQueue();
    const ramp = Int16Array.from({ length: 1600 }, (_, i) => i * 10);
    queue.play(1, ramp, 8000);
    queue.play(2, ramp, 8000);
    next(2);
    queue.pause();
    queue.resume(place);
    expect(next(2).subarray(40)).toEqual(ramp.subarray(360, 640));
  });

  it('forgets what was played more than a second ago', () => {
    const { queue, next } = newQueue();
    for (let i = 0; i < 400; i++) queue.play(1, constant(160, i), 8000);
    next(200);
    queue.pause();
    queue.resume({ playId: 1, atMs: 2900 });
    expect(next(1)[159]).toBe(200);
    queue.pause();
    queue.resume({ playId: 1, atMs: 3100 });
    expect(next(1)[159]).toBe(155);
  });

  it('goes back in resampled audio too', () => {
    const { queue, next, reports } = newQueue();
    const audio = tone(400, { rateHz: 24_000 });
    queue.play(1, audio, 24_000);
    queue.endPlay(1);
    next(10);
    queue.pause();
    next(1);
    queue.resume({ playId: 1, atMs: 100 });
    expect(levelDbfs(next(14))).toBeCloseTo(-18, 0);
    next(3);
    expect(reports.at(-1)).toEqual({ type: 'play-ended', playId: 1, playedMs: 400, cut: false });
    queue.close();
  });

  it('plays 15 dB lower while it is ducked, without a click, and loses nothing', () => {
    const { queue, next } = newQueue();
    queue.play(1, constant(16_000), 8000);
    next(2);
    queue.duck();
    const down = next(2);
    expect(down[0]).toBe(10_000);
    expect(largestStep(down)).toBeLessThanOrEqual(70);
    expect(20 * Math.log10(down.at(-1)! / 10_000)).toBeCloseTo(-15, 1);
    queue.resume();
    const up = next(2);
    expect(largestStep(up)).toBeLessThanOrEqual(70);
    expect(up.subarray(120)).toEqual(constant(200));
  });

  it('counts what it played softly, and begins the next reply at full volume', () => {
    const { queue, next, reports } = newQueue();
    queue.play(1, constant(1600), 8000);
    queue.duck();
    next(4);
    queue.stop();
    expect(reports.at(-1)).toEqual({ type: 'play-ended', playId: 1, playedMs: 80, cut: true });
    queue.play(2, constant(160), 8000);
    expect(next()).toEqual(constant(160));
  });

  it('plays a resampled reply to its last millisecond and counts only its own', () => {
    const { queue, next, reports } = newQueue();
    const audio = tone(100, { rateHz: 24_000 });
    queue.play(1, audio, 24_000);
    queue.endPlay(1);
    const out = next(8);
    expect(reports.at(-1)).toEqual({ type: 'play-ended', playId: 1, playedMs: 100, cut: false });
    expect(levelDbfs(out.subarray(780, 810))).toBeGreaterThan(-25);
    expect(levelDbfs(out.subarray(900))).toBeLessThan(-60);
    queue.close();
  });

  it('changes the rate between replies', () => {
    const { queue, next } = newQueue();
    for (const [playId, rateHz] of [16_000, 24_000, 8000, 22_050].entries()) {
      queue.play(playId, tone(200, { rateHz }), rateHz);
      queue.endPlay(playId);
    }
    expect(levelDbfs(next(40))).toBeCloseTo(-18, 0);
    queue.close();
  });

  it('reports the end of a reply without audio', () => {
    const { queue, next, reports } = newQueue();
    queue.endPlay(3);
    next();
    expect(reports).toEqual([{ type: 'play-ended', playId: 3, playedMs: 0, cut: false }]);
  });

  it('takes no more than ten minutes', () => {
    const { queue } = newQueue();
    const minutes = new Int16Array(8000 * 60 * 9);
    expect(queue.play(1, minutes, 8000)).toBe(true);
    expect(queue.play(1, minutes, 8000)).toBe(false);
  });
});
