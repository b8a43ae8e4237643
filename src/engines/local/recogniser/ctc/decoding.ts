/** Texts in the output of a CTC model. Pure. */
import { type LogProbabilities, logOf } from './log-probabilities.js';

export interface SpokenToken {
  readonly id: number;
  /** Row in which it begins. */
  readonly first: number;
  /** Row in which it is likeliest. */
  readonly row: number;
  /** There, 0 to 1. */
  readonly probability: number;
}

/** The likeliest token of each row, repeated ones once, blanks left out. */
export function bestPath({ rows, best, bestLog }: LogProbabilities, blank: number): SpokenToken[] {
  const spoken: SpokenToken[] = [];
  let previous = blank;
  for (let row = 0; row < rows; row++) {
    const id = best[row]!;
    const probability = Math.exp(bestLog[row]!);
    if (id !== blank && id !== previous) spoken.push({ id, first: row, row, probability });
    else if (id !== blank && probability > spoken.at(-1)!.probability) {
      spoken[spoken.length - 1] = { ...spoken.at(-1)!, row, probability };
    }
    previous = id;
  }
  return spoken;
}

/** Geometric mean of the probabilities of what was said; 0 when nothing was. */
export function confidenceOf(spoken: readonly SpokenToken[]): number {
  if (spoken.length === 0) return 0;
  const logs = spoken.reduce((sum, { probability }) => sum + Math.log(Math.max(1e-9, probability)), 0);
  return Math.exp(logs / spoken.length);
}

export interface Hypothesis {
  readonly ids: readonly number[];
  readonly log: number;
}

/** A beginning of a text, and the log probabilities that the rows so far are it and end in a blank, or in its last token. */
interface Prefix {
  readonly ids: readonly number[];
  blank: number;
  token: number;
}

const never = Number.NEGATIVE_INFINITY;

function logAdd(a: number, b: number): number {
  if (a === never) return b;
  if (b === never) return a;
  const high = Math.max(a, b);
  return high + Math.log1p(Math.exp(Math.min(a, b) - high));
}

/** The `count` likeliest texts: prefix beam search (A. Hannun et al., arXiv:1408.2873, without a language model). */
export function likeliestTexts(all: LogProbabilities, blank: number, count: number): Hypothesis[] {
  let beam: Prefix[] = [{ ids: [], blank: 0, token: never }];
  for (let row = 0; row < all.rows; row++) beam = extended(beam, all, row, blank).slice(0, 2 * count);
  return beam.slice(0, count).map((prefix) => ({ ids: prefix.ids, log: totalOf(prefix) }));
}

const totalOf = ({ blank, token }: Prefix): number => logAdd(blank, token);

function extended(beam: readonly Prefix[], all: LogProbabilities, row: number, blank: number): Prefix[] {
  const next = new Map<string, Prefix>();
  const prefixOf = (ids: readonly number[]): Prefix => {
    const key = ids.join(' ');
    const known = next.get(key);
    if (known !== undefined) return known;
    const prefix = { ids, blank: never, token: never };
    next.set(key, prefix);
    return prefix;
  };
  for (const prefix of beam) {
    const { ids } = prefix;
    const last = ids.at(-1);
    const same = prefixOf(ids);
    same.blank = logAdd(same.blank, totalOf(prefix) + logOf(all, row, blank));
    if (last !== undefined) same.token = logAdd(same.token, prefix.token + logOf(all, row, last));
    for (const id of all.likely[row]!) {
      if (id === blank) continue;
      const longer = prefixOf([...ids, id]);
      // The same token twice needs a blank between.
      const before = id === last ? prefix.blank : totalOf(prefix);
      longer.token = logAdd(longer.token, before + logOf(all, row, id));
    }
  }
  return [...next.values()].sort((a, b) => totalOf(b) - totalOf(a));
}
