import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  afterBreakerEvent,
  type BreakerEvent,
  breakerEvents,
  breakerStates,
  breakerTable,
  closedBreaker,
  defaultBreakerRules as rules,
} from '#src/agent/circuit-breaker.js';

const breakerOf = (...events: readonly BreakerEvent[]) =>
  events.reduce((breaker, event) => afterBreakerEvent(breaker, event, rules), closedBreaker(rules));
const times = (count: number, event: BreakerEvent) => Array.from({ length: count }, () => event);
const opened = times(5, 'failed');

describe('an engine that works', () => {
  test('is out after five failures in a row, which is more than one call makes', () => {
    expect(breakerOf(...times(4, 'failed')).state).toBe('closed');
    expect(breakerOf(...opened).state).toBe('open');
  });

  test('is not out for failures with successes between them, unless half of ten fail', () => {
    const nowAndThen = Array.from({ length: 20 }, (_, nth): BreakerEvent => (nth % 3 === 0 ? 'failed' : 'succeeded'));
    expect(breakerOf(...nowAndThen).state).toBe('closed');
    const half = Array.from({ length: 10 }, (_, nth): BreakerEvent => (nth % 2 === 0 ? 'succeeded' : 'failed'));
    expect(breakerOf(...half.slice(0, 9)).state).toBe('closed');
    expect(breakerOf(...half).state).toBe('open');
  });

  test('is out at once when it says so itself', () => {
    expect(breakerOf('probe-down').state).toBe('open');
  });
});

describe('an engine that is out', () => {
  test('is tried by one call when it says that it is back, and back when that goes well', () => {
    expect(breakerOf(...opened, 'probe-up').state).toBe('half-open');
    expect(breakerOf(...opened, 'probe-up', 'succeeded')).toEqual(closedBreaker(rules));
  });

  test('is asked less and less often while that does not help, a minute apart at most', () => {
    expect(breakerOf(...opened).waitMs).toBe(2_000);
    expect(breakerOf(...opened, 'probe-down').waitMs).toBe(4_000);
    expect(breakerOf(...opened, 'probe-down', 'probe-up', 'failed').waitMs).toBe(8_000);
    expect(breakerOf(...opened, ...times(20, 'probe-down')).waitMs).toBe(60_000);
  });

  test('is not brought back by what calls from before have to say', () => {
    expect(breakerOf(...opened, 'succeeded')).toEqual(breakerOf(...opened));
  });
});

test('every state has a row for every event', () => {
  for (const state of breakerStates) expect(Object.keys(breakerTable[state]).sort()).toEqual([...breakerEvents].sort());
});

test('whatever happens, an engine that answers its probe and a call is in use again', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...breakerEvents), { maxLength: 60 }), (events) => {
      const breaker = breakerOf(...events);
      expect(breaker.outcomes.length).toBeLessThanOrEqual(rules.outcomes);
      expect(breaker.waitMs).toBeLessThanOrEqual(rules.longestWaitMs);
      const back = afterBreakerEvent(afterBreakerEvent(breaker, 'probe-up', rules), 'succeeded', rules);
      expect(back.state).toBe('closed');
    }),
  );
});
