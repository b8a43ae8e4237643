/**
 * How well each phrase of a turn fits what was said, on the output that the free words were read from. Of a row only the
 * tokens that phrases have are kept: an utterance of a minute would be 100 MB otherwise. Pure.
 */
import type { LogProbabilities } from './log-probabilities.js';
import type { TokenTable } from './token-table.js';

export interface ScoredPhrase {
  readonly text: string;
  /** Likelihood of a token against that of the free words there: 1 where the phrase is what was heard. */
  readonly confidence: number;
}

/** Less likely than this it is not worth telling. */
const leastConfidence = 0.15;
const mostTold = 8;
/** Rows kept: the last 15 s and more. */
const mostRows = 300;

interface Phrase {
  readonly text: string;
  /** Columns of its tokens. */
  readonly columns: readonly number[];
}

const never = Number.NEGATIVE_INFINITY;

export class PhraseScores {
  readonly #phrases: readonly Phrase[];
  /** Of each column; the first is the blank. */
  readonly #tokens: readonly number[];
  /** Of the rows that are settled. */
  readonly #settled: readonly Float32Array[];

  private constructor(phrases: readonly Phrase[], tokens: readonly number[], settled: readonly Float32Array[] = []) {
    this.#phrases = phrases;
    this.#tokens = tokens;
    this.#settled = settled;
  }

  /** @param spelled a phrase as the model's tokens spell it */
  static of(phrases: readonly string[], table: TokenTable, spelled: (phrase: string) => string): PhraseScores {
    const columns = new Map([[table.blank, 0]]);
    const known = phrases.flatMap((text): Phrase[] => {
      const ids = table.idsOf(spelled(text));
      if (ids === undefined) return [];
      for (const id of ids) if (!columns.has(id)) columns.set(id, columns.size);
      return [{ text, columns: ids.map((id) => columns.get(id)!) }];
    });
    return new PhraseScores(known, [...columns.keys()]);
  }

  /** With these rows, which will not be decoded again, behind those that are settled. */
  settle(rows: LogProbabilities): PhraseScores {
    if (this.#phrases.length === 0) return this;
    const settled = [...this.#settled, ...this.#relative(rows)].slice(-mostRows);
    return new PhraseScores(this.#phrases, this.#tokens, settled);
  }

  /** Best first: the phrases that fit a part of what was settled, and of `rest`, whatever stands before and after it. */
  best(rest: LogProbabilities): ScoredPhrase[] {
    if (this.#phrases.length === 0) return [];
    const rows = [...this.#settled, ...this.#relative(rest)];
    return this.#phrases
      .map(({ text, columns }) => ({ text, confidence: Math.exp(bestLog(rows, columns) / columns.length) }))
      .filter(({ confidence }) => confidence >= leastConfidence)
      .sort((a, b) => b.confidence - a.confidence || b.text.length - a.text.length)
      .slice(0, mostTold);
  }

  /** Of each row the tokens' log probabilities less that of the likeliest token. */
  #relative({ rows, tokens, scores, norms, bestLog: best }: LogProbabilities): Float32Array[] {
    return Array.from({ length: rows }, (_, row) => {
      const base = norms[row]! + best[row]!;
      return Float32Array.from(this.#tokens, (token) => scores[row * tokens + token]! - base);
    });
  }
}

/**
 * Log probability of a phrase's best path less that of the best path of any words over the same rows (Viterbi over its tokens
 * with blanks between them, any words before and behind at no cost): 0 when it is what was heard, negative otherwise.
 */
function bestLog(rows: readonly Float32Array[], phrase: readonly number[]): number {
  const states = 2 * phrase.length - 1;
  let path = new Float64Array(states).fill(never);
  let next = new Float64Array(states);
  let ended = never;
  for (const row of rows) {
    ended = Math.max(ended, path[states - 1]!);
    const blank = row[0]!;
    for (let state = 0; state < states; state++) {
      const stays = path[state]!;
      if (state % 2 === 1) {
        next[state] = Math.max(stays, path[state - 1]!) + blank;
        continue;
      }
      const index = state >> 1;
      const token = phrase[index]!;
      let from = stays;
      if (index === 0) from = Math.max(from, 0);
      else {
        from = Math.max(from, path[state - 1]!);
        // The same token twice needs a blank between.
        if (token !== phrase[index - 1]) from = Math.max(from, path[state - 2]!);
      }
      next[state] = from + row[token]!;
    }
    [path, next] = [next, path];
  }
  return Math.max(ended, path[states - 1]!);
}
