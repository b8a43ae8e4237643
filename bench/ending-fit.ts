/** Fits the weights of src/agent/end-of-turn/ending.ts: logistic regression by Newton's method with a ridge. */
import { type EndingWeights, endingFeatureValues } from '#src/agent/end-of-turn/ending.js';
import type { HeardTurn } from './turn-run.js';

/** A guess that misses no more than this of the turn is one in time. */
const inTimeMs = 200;
const ridge = 1;
const rounds = 12;
/** Silence after the turn that is learnt from. */
const afterMs = 320;

export function fitEnding(turns: readonly HeardTurn[]): EndingWeights {
  const rows: number[][] = [];
  const labels: number[] = [];
  for (const { cues, lastMs } of turns) {
    for (const cue of cues) {
      if (cue.atMs > lastMs + afterMs) break;
      rows.push([1, ...endingFeatureValues(cue)]);
      labels.push(cue.atMs >= lastMs - inTimeMs ? 1 : 0);
    }
  }
  const [bias = 0, ...weights] = newton(rows, labels);
  return { bias, weights };
}

function newton(rows: readonly number[][], labels: readonly number[]): number[] {
  const width = rows[0]?.length ?? 0;
  let weights = new Array<number>(width).fill(0);
  for (let round = 0; round < rounds; round++) {
    const gradient = weights.map((weight) => -ridge * weight);
    const hessian = weights.map((_, i) => weights.map((_, j) => (i === j ? ridge : 0)));
    for (const [at, row] of rows.entries()) {
      const likelihood = 1 / (1 + Math.exp(-row.reduce((sum, value, i) => sum + value * weights[i]!, 0)));
      for (let i = 0; i < width; i++) {
        gradient[i]! += (labels[at]! - likelihood) * row[i]!;
        for (let j = 0; j < width; j++) hessian[i]![j]! += likelihood * (1 - likelihood) * row[i]! * row[j]!;
      }
    }
    const step = solved(hessian, gradient);
    weights = weights.map((weight, i) => weight + step[i]!);
  }
  return weights;
}

/** Gaussian elimination; the ridge keeps the matrix positive definite. */
function solved(matrix: number[][], right: number[]): number[] {
  const size = right.length;
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  for (let pivot = 0; pivot < size; pivot++) {
    for (let row = pivot + 1; row < size; row++) {
      const factor = rows[row]![pivot]! / rows[pivot]![pivot]!;
      for (let column = pivot; column <= size; column++) rows[row]![column]! -= factor * rows[pivot]![column]!;
    }
  }
  const solution = new Array<number>(size).fill(0);
  for (let row = size - 1; row >= 0; row--) {
    let rest = rows[row]![size]!;
    for (let column = row + 1; column < size; column++) rest -= rows[row]![column]! * solution[column]!;
    solution[row] = rest / rows[row]![row]!;
  }
  return solution;
}
