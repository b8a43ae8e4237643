import { expect, test } from 'vitest';
import { progressBar, progressLines } from '#src/cli/pull-progress.js';

const mega = 1e6;

test('a bar tells how much, how fast and how long', () => {
  const bar = progressBar('ears', 240 * mega);
  expect(bar.at(0, 0)).toBe('ears [....................]   0 %  0.0 of 240.0 MB');
  expect(bar.at(1000, 12 * mega)).toBe('ears [#...................]   5 %  12.0 of 240.0 MB  12.0 MB/s  0:19 left');
  expect(bar.at(2000, 120 * mega)).toBe('ears [##########..........]  50 %  120.0 of 240.0 MB  60.0 MB/s  0:02 left');
  expect(bar.at(3000, 240 * mega)).toBe('ears [####################] 100 %  240.0 of 240.0 MB  80.0 MB/s');
});

test('a bar is drawn five times a second at most, and at the end', () => {
  const bar = progressBar('ears', 1000);
  expect(bar.at(0, 1)).toBeDefined();
  expect(bar.at(199, 500)).toBeUndefined();
  expect(bar.at(200, 501)).toBeDefined();
  expect(bar.at(201, 1000)).toBeDefined();
});

test('the rate is that of the last five seconds, and of this connection', () => {
  const bar = progressBar('ears', 1000 * mega);
  for (let second = 0; second <= 10; second += 1) bar.at(second * 1000, second * mega);
  expect(bar.at(11_000, 60 * mega)).toContain('10.8 MB/s');
  expect(bar.at(12_000, 0)).not.toContain('MB/s');
  expect(bar.at(13_000, 2 * mega)).toContain('2.0 MB/s  8:19 left');
});

test('what takes hours is told in hours', () => {
  const bar = progressBar('ears', 1000 * mega);
  bar.at(0, 0);
  expect(bar.at(10_000, mega)).toContain('2:46:30 left');
});

test('a log gets a line for each tenth', () => {
  const lines = progressLines('ears', 2 * mega);
  const told = Array.from({ length: 101 }, (_, hundredth) => lines.at(0, hundredth * 20_000)).filter(Boolean);
  expect(told).toHaveLength(10);
  expect([told[0], told[9]]).toEqual(['ears: 10 %, 0.2 of 2.0 MB', 'ears: 100 %, 2.0 of 2.0 MB']);
});
