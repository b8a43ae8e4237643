/** Low frame rate input of SenseVoice and Paraformer (G. Pundak, T. Sainath, "Lower Frame Rate Neural Network Acoustic Models", Interspeech 2016). */
import { bands } from './filter-bank.js';

export interface Stacking {
  /** Frames that are joined, and how many of them are new in each. */
  readonly window: number;
  readonly shift: number;
  /** Of each of the window's values: added to it, then multiplied with it (`neg_mean`, `inv_stddev`). */
  readonly shifts: Float32Array;
  readonly scales: Float32Array;
}

export const stackedRows = (frames: number, { shift }: Stacking): number => Math.ceil(frames / shift);

/**
 * Joins frames 7 by 7, every 6th: the first one is repeated in front so that row n is centred on frame 6 n, the last one
 * behind as far as it takes (FunASR `apply_lfr`).
 * @param frames rows of 80 bands
 */
export function stacked(frames: Float32Array, stacking: Stacking): Float32Array {
  const { window, shift, shifts, scales } = stacking;
  const count = frames.length / bands;
  const rows = stackedRows(count, stacking);
  const width = window * bands;
  const leftOut = (window - 1) >> 1;
  const out = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    for (let part = 0; part < window; part++) {
      const frame = Math.max(0, Math.min(count - 1, row * shift + part - leftOut));
      for (let band = 0; band < bands; band++) {
        const column = part * bands + band;
        out[row * width + column] = (frames[frame * bands + band]! + shifts[column]!) * scales[column]!;
      }
    }
  }
  return out;
}
