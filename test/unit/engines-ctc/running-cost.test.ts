import { expect, test } from 'vitest';
import { RunningCost } from '#src/engines/local/recogniser/ctc/running-cost.js';

test('what decoding costs is learnt from the runs before', () => {
  const cost = new RunningCost();
  const before = cost.expectedMs(3);
  for (let run = 0; run < 30; run++) cost.note(2, 25 + 2 * 100);
  expect(cost.expectedMs(3)).toBeCloseTo(325, -1);
  expect(cost.expectedMs(3)).toBeGreaterThan(before);
  for (let run = 0; run < 30; run++) cost.note(2, 25 + 2 * 20);
  expect(cost.expectedMs(3)).toBeCloseTo(85, -1);
});

test('one slow run does not make it despair, and a very short one teaches nothing', () => {
  const cost = new RunningCost();
  const before = cost.expectedMs(2);
  cost.note(2, before + 100);
  expect(cost.expectedMs(2)).toBeCloseTo(before + 20, 5);
  cost.note(0.1, 5_000);
  expect(cost.expectedMs(2)).toBeCloseTo(before + 20, 5);
});
