import { expect, test } from 'vitest';
import {
  committed,
  emptyWaterfall,
  paused,
  playStarted,
  replyAudible,
  replyBegun,
  requested,
  responseGapMs,
  turnSteps,
} from '#src/agent/waterfall.js';

const built = (...steps: readonly ReturnType<typeof committed>[]) =>
  steps.reduce((waterfall, step) => step(waterfall), emptyWaterfall);

test('a turn with a guess, step by step after the last voiced packet', () => {
  const waterfall = built(
    paused(1000, 1200),
    requested(true, 1210),
    replyBegun(1300),
    replyBegun(1350),
    replyAudible(1500),
    committed(1600),
    playStarted(1620),
  );
  expect(turnSteps(waterfall)).toEqual({
    pauseMs: 200,
    requestMs: 210,
    tokenMs: 300,
    audioMs: 500,
    commitMs: 600,
    playMs: 620,
  });
  expect(responseGapMs(waterfall)).toBe(620);
  expect(waterfall.guessed).toBe(true);
});

test('what a discarded guess reached does not count for the reply that was played', () => {
  const waterfall = built(paused(1000, 1200), requested(true, 1210), replyAudible(1300), requested(false, 1700));
  expect(turnSteps(waterfall)).toMatchObject({ requestMs: 700, tokenMs: undefined, audioMs: undefined });
});

test('audio is a first sign too', () => {
  expect(turnSteps(built(requested(false, 100), replyAudible(300)))).toMatchObject({ tokenMs: 200, audioMs: 200 });
});

test('a turn of keys is timed from its request and has no response gap', () => {
  const waterfall = built(requested(false, 100), committed(100), replyAudible(300), playStarted(320));
  expect(turnSteps(waterfall)).toMatchObject({ requestMs: 0, audioMs: 200, playMs: 220 });
  expect(responseGapMs(waterfall)).toBeUndefined();
});
