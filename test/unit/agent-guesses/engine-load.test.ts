import { describe, expect, test } from 'vitest';
import { defaultLoadRules, EngineLoad, nextAllowance } from '#src/agent/engine-load.js';
import { ManualClock } from '../../support/manual-clock.js';

const well = { slowness: 1, occupancy: 0.1, discardedShare: 0.5 };

/** The allowance second by second under one reading. */
function course(from: number, reading: typeof well, seconds: number): readonly number[] {
  let allowance = { guesses: from, sinceMs: 0 };
  return Array.from({ length: seconds }, (_, second) => {
    allowance = nextAllowance(allowance, reading, second * 1000, defaultLoadRules);
    return allowance.guesses;
  });
}

describe('guesses a turn', () => {
  test('stay at the most when all is well', () => {
    expect(new Set(course(6, well, 60))).toEqual(new Set([6]));
  });

  test.each([
    ['slow', { ...well, slowness: 2 }],
    ['nearly full', { ...well, occupancy: 0.95 }],
  ])('are halved until there are none while the engine is %s', (_name, reading) => {
    expect(course(6, reading, 8)).toEqual([6, 6, 3, 3, 1, 1, 0, 0]);
  });

  test('go down to one while most are discarded: none would never show that they succeed again', () => {
    expect(course(6, { ...well, discardedShare: 0.9 }, 20).at(-1)).toBe(1);
  });

  test('come back one by one, more slowly than they went', () => {
    const back = course(0, well, 70);
    expect([back[9], back[10], back[20], back[69]]).toEqual([0, 1, 2, 6]);
  });

  test('do not swing: between the limits nothing changes', () => {
    const between = { slowness: 1.4, occupancy: 0.8, discardedShare: 0.75 };
    expect(new Set(course(3, between, 60))).toEqual(new Set([3]));
  });
});

describe('one engine, all its calls', () => {
  test('an engine that becomes slow loses its guesses, and gets them back when it is fast again', () => {
    const clock = new ManualClock();
    const load = new EngineLoad(clock);
    const reply = (latencyMs: number, times: number) => {
      for (let nth = 0; nth < times; nth++) {
        clock.advance(1000);
        load.firstAudio(latencyMs);
        load.allowedGuesses();
      }
      return load.allowedGuesses();
    };
    expect(reply(400, 20)).toBe(6);
    expect(reply(1200, 20)).toBe(0);
    expect(reply(400, 90)).toBe(6);
  });

  test('sessions count against the limit while they are open', () => {
    const clock = new ManualClock();
    const load = new EngineLoad(clock, 10);
    for (let nth = 0; nth < 9; nth++) load.sessionOpened();
    clock.advance(3000);
    expect(load.allowedGuesses()).toBe(3);
    for (let nth = 0; nth < 5; nth++) load.sessionClosed();
    clock.advance(10_000);
    expect(load.allowedGuesses()).toBe(4);
  });

  test('discarded guesses count when there are enough of them to tell', () => {
    const clock = new ManualClock();
    const load = new EngineLoad(clock);
    clock.advance(3000);
    for (let nth = 0; nth < 15; nth++) load.guessEnded('discarded');
    expect(load.allowedGuesses()).toBe(6);
    load.guessEnded('discarded');
    expect(load.allowedGuesses()).toBe(3);
  });
});
