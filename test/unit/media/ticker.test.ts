import { describe, expect, it } from 'vitest';
import { Ticker } from '#src/media/playout/ticker.js';
import { ManualClock } from '../../support/manual-clock.js';

function start() {
  const clock = new ManualClock();
  const ticks: (readonly [dueMs: number, skipped: number])[] = [];
  const ticker = new Ticker(clock, 20, (dueMs, skipped) => ticks.push([dueMs, skipped]));
  return { clock, ticks, ticker };
}

describe('ticker', () => {
  it('ticks on an absolute schedule for hours', () => {
    const { clock, ticks } = start();
    clock.advance(3_600_000);
    expect(ticks).toHaveLength(180_000);
    expect(ticks.at(-1)).toEqual([3_600_000, 0]);
  });

  it('makes up for a short stall and skips the rest of a long one', () => {
    const clock = new ManualClock();
    const ticks: (readonly [dueMs: number, skipped: number])[] = [];
    let stallMs = 0;
    const stalling = { nowMs: () => clock.nowMs() + stallMs, wallMs: () => 0, setTimer: clock.setTimer.bind(clock) };
    new Ticker(stalling, 20, (dueMs, skipped) => ticks.push([dueMs, skipped]));
    stallMs = 45;
    clock.advance(20);
    expect(ticks).toEqual([
      [20, 0],
      [40, 0],
      [60, 0],
    ]);
    stallMs = 500;
    clock.advance(20);
    expect(ticks.slice(3)).toEqual([
      [460, 19],
      [480, 0],
      [500, 0],
      [520, 0],
      [540, 0],
    ]);
  });

  it('stops', () => {
    const { clock, ticks, ticker } = start();
    ticker.stop();
    clock.advance(100);
    expect(ticks).toEqual([]);
  });
});
