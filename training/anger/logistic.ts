/** Logistic regression with a ridge, by Newton's method (iteratively reweighted least squares). */
export interface Example {
  readonly features: Float32Array;
  readonly isAngry: boolean;
  readonly weight: number;
}

export interface LogisticModel {
  /** Features are centred, divided by their deviation and held within ±limit. */
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  readonly weights: Float64Array;
  readonly bias: number;
}

export const limit = 4;
const ridge = 60;
const steps = 40;
const closeEnough = 1e-6;

export function fitLogistic(examples: readonly Example[]): LogisticModel {
  const width = examples[0]!.features.length;
  const { mean, deviation } = momentsOf(examples, width);
  const rows = examples.map(({ features }) => Float64Array.from([...scaled(features, mean, deviation), 1]));
  const total = examples.reduce((sum, { weight }) => sum + weight, 0);
  const weights = examples.map(({ weight }) => (weight * examples.length) / total);
  let solution: Float64Array = new Float64Array(width + 1);
  for (let step = 0; step < steps; step++) {
    const change = newtonStep(rows, examples, weights, solution);
    solution = solution.map((value, index) => value - change[index]!);
    if (change.every((value) => Math.abs(value) < closeEnough)) break;
  }
  return { mean, deviation, weights: solution.slice(0, width), bias: solution[width]! };
}

/** Probability of anger, where anger and its absence are as likely. */
export function predict({ mean, deviation, weights, bias }: LogisticModel, features: Float32Array): number {
  const row = scaled(features, mean, deviation);
  return logistic(row.reduce((sum, value, index) => sum + value * weights[index]!, bias));
}

const logistic = (value: number): number => 1 / (1 + Math.exp(-value));

function momentsOf(examples: readonly Example[], width: number) {
  const mean = new Float64Array(width);
  const deviation = new Float64Array(width);
  for (const { features } of examples) for (let i = 0; i < width; i++) mean[i]! += features[i]! / examples.length;
  for (const { features } of examples) {
    for (let i = 0; i < width; i++) deviation[i]! += (features[i]! - mean[i]!) ** 2 / examples.length;
  }
  return { mean, deviation: deviation.map((value) => Math.sqrt(value) + 1e-6) };
}

const scaled = (features: Float32Array, mean: Float64Array, deviation: Float64Array): number[] =>
  Array.from(features, (value, index) => {
    const z = (value - mean[index]!) / deviation[index]!;
    return Math.max(-limit, Math.min(limit, z));
  });

function newtonStep(
  rows: readonly Float64Array[],
  examples: readonly Example[],
  weights: readonly number[],
  solution: Float64Array,
): Float64Array {
  const width = solution.length;
  const gradient = new Float64Array(width);
  const hessian = Array.from({ length: width }, () => new Float64Array(width));
  for (const [index, row] of rows.entries()) {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += row[i]! * solution[i]!;
    const p = logistic(sum);
    const error = weights[index]! * (p - Number(examples[index]!.isAngry));
    const curvature = weights[index]! * p * (1 - p);
    for (let i = 0; i < width; i++) {
      gradient[i]! += error * row[i]!;
      const line = hessian[i]!;
      const scale = curvature * row[i]!;
      for (let j = 0; j <= i; j++) line[j]! += scale * row[j]!;
    }
  }
  for (let i = 0; i < width - 1; i++) {
    gradient[i]! += ridge * solution[i]!;
    hessian[i]![i]! += ridge;
  }
  hessian[width - 1]![width - 1]! += 1e-9;
  return solve(hessian, gradient);
}

/** Solves a symmetric positive definite system, given its lower half, by Cholesky's decomposition (in place). */
function solve(lower: Float64Array[], right: Float64Array): Float64Array {
  const size = right.length;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = lower[i]![j]!;
      for (let k = 0; k < j; k++) sum -= lower[i]![k]! * lower[j]![k]!;
      lower[i]![j] = i === j ? Math.sqrt(sum) : sum / lower[j]![j]!;
    }
  }
  const result = right.slice();
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) result[i]! -= lower[i]![k]! * result[k]!;
    result[i]! /= lower[i]![i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) result[i]! -= lower[k]![i]! * result[k]!;
    result[i]! /= lower[i]![i]!;
  }
  return result;
}
