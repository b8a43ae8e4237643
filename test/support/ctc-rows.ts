/** Outputs of a CTC model, written down by their probabilities. */
import { type LogProbabilities, logProbabilities } from '#src/engines/local/recogniser/ctc/log-probabilities.js';

/** A row for each list of probabilities. */
export const rowsOfProbabilities = (rows: readonly (readonly number[])[]): LogProbabilities =>
  logProbabilities(Float32Array.from(rows.flat(), Math.log), rows[0]?.length ?? 1);

/** Rows in which one token each is likely, the others equally unlikely. */
export const rowsOfPath = (path: readonly number[], tokens: number, likely = 0.9): LogProbabilities =>
  rowsOfProbabilities(
    path.map((id) =>
      Array.from({ length: tokens }, (_, token) => (token === id ? likely : (1 - likely) / (tokens - 1))),
    ),
  );
