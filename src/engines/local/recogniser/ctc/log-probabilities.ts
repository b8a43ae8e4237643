/** What a CTC model gives for an utterance: for each row of time the log probability of each token. */
export interface LogProbabilities {
  readonly rows: number;
  readonly tokens: number;
  /** Raw scores, row by row. */
  readonly scores: Float32Array;
  /** Of each row: log of the sum of the exponentials, so that score - norm is the log probability. */
  readonly norms: Float64Array;
  /** Of each row: the likeliest token, and its log probability. */
  readonly best: Int32Array;
  readonly bestLog: Float64Array;
  /** Of each row: tokens that are not hopeless, likeliest first. */
  readonly likely: readonly (readonly number[])[];
}

/** Below the best by more than this a token adds nothing to the sum that is seen in a float. */
const negligible = 20;
/** Tokens this far below the best are hopeless. */
const hopeless = 6;
const mostLikely = 12;

/** @param skip rows in front that are left out, such as those of tags */
export function logProbabilities(scores: Float32Array, tokens: number, skip = 0): LogProbabilities {
  const rows = Math.max(0, Math.floor(scores.length / tokens) - skip);
  const kept = scores.subarray(skip * tokens, (skip + rows) * tokens);
  const norms = new Float64Array(rows);
  const best = new Int32Array(rows);
  const bestLog = new Float64Array(rows);
  const likely: number[][] = [];
  for (let row = 0; row < rows; row++) {
    const from = row * tokens;
    let top = 0;
    for (let token = 1; token < tokens; token++) if (kept[from + token]! > kept[from + top]!) top = token;
    const highest = kept[from + top]!;
    let sum = 0;
    const near: number[] = [];
    for (let token = 0; token < tokens; token++) {
      const below = highest - kept[from + token]!;
      if (below > negligible) continue;
      sum += Math.exp(-below);
      if (below < hopeless) near.push(token);
    }
    norms[row] = highest + Math.log(sum);
    best[row] = top;
    bestLog[row] = -Math.log(sum);
    near.sort((a, b) => kept[from + b]! - kept[from + a]!);
    likely.push(near.slice(0, mostLikely));
  }
  return { rows, tokens, scores: kept, norms, best, bestLog, likely };
}

export const logOf = ({ scores, norms, tokens }: LogProbabilities, row: number, token: number): number =>
  scores[row * tokens + token]! - norms[row]!;

/** Rows [from, to) alone. */
export function rowsOf(all: LogProbabilities, from: number, to = all.rows): LogProbabilities {
  const { tokens } = all;
  return {
    rows: Math.max(0, to - from),
    tokens,
    scores: all.scores.subarray(from * tokens, to * tokens),
    norms: all.norms.subarray(from, to),
    best: all.best.subarray(from, to),
    bestLog: all.bestLog.subarray(from, to),
    likely: all.likely.slice(from, to),
  };
}
