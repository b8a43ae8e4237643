import { expect, test } from 'vitest';
import { bands } from '#src/engines/local/recogniser/ctc/filter-bank.js';
import { stacked, stackedRows } from '#src/engines/local/recogniser/ctc/stacked-frames.js';

const width = 7 * bands;
const stacking = {
  window: 7,
  shift: 6,
  shifts: new Float32Array(width),
  scales: new Float32Array(width).fill(1),
};
/** Frames that have their own number in all bands. */
const numbered = (count: number): Float32Array =>
  Float32Array.from({ length: count * bands }, (_, at) => Math.floor(at / bands));
const framesIn = (row: Float32Array): number[] => Array.from({ length: 7 }, (_, part) => row[part * bands]!);

test('seven frames are joined, every sixth, the first and the last repeated at the edges', () => {
  const out = stacked(numbered(14), stacking);
  const rows = Array.from({ length: 3 }, (_, row) => framesIn(out.subarray(row * width, (row + 1) * width)));
  expect(rows).toEqual([
    [0, 0, 0, 0, 1, 2, 3],
    [3, 4, 5, 6, 7, 8, 9],
    [9, 10, 11, 12, 13, 13, 13],
  ]);
});

test('there is a row for each six frames and for what is left', () => {
  for (const [frames, rows] of [
    [0, 0],
    [1, 1],
    [6, 1],
    [7, 2],
    [300, 50],
  ] as const) {
    expect(stackedRows(frames, stacking)).toBe(rows);
    expect(stacked(numbered(frames), stacking).length).toBe(rows * width);
  }
});

test('values are shifted, then scaled', () => {
  const scaled = { ...stacking, shifts: new Float32Array(width).fill(-2), scales: new Float32Array(width).fill(0.5) };
  expect(framesIn(stacked(numbered(7), scaled))).toEqual([-1, -1, -1, -1, -0.5, 0, 0.5]);
});
