/** Chooses a preset's numbers on one part of the turns, so that they can be judged on another. */
import type { EndingWeights } from '#src/agent/end-of-turn/ending.js';
import type { Patience } from '#src/agent/end-of-turn/patience.js';
import { percentile } from './row.js';
import { type HeardTurn, type Policy, runTurn } from './turn-run.js';

const silencesMs = [260, 300, 340, 380, 400, 420, 460, 500];
const likelihoods = [0.3, 0.4, 0.5, 0.6, 0.7];
const goals = { premature: 0.03, committed: 0.4, savedMs: 300 };

/** The numbers with the shortest gap of those that reach the other goals; the preset's own where none do. */
export function tunedPatience(
  turns: readonly HeardTurn[],
  base: Omit<Policy, 'weights'>,
  weights: EndingWeights,
): Patience {
  let best = base.patience;
  let shortestMs = Number.POSITIVE_INFINITY;
  for (const silenceMs of silencesMs) {
    for (const guessLikelihood of likelihoods) {
      const patience = { ...base.patience, silenceMs, guessLikelihood };
      const gapMs = gapWithinGoals(turns, { ...base, patience, weights });
      if (gapMs < shortestMs) [best, shortestMs] = [patience, gapMs];
    }
  }
  return best;
}

function gapWithinGoals(turns: readonly HeardTurn[], policy: Policy): number {
  const guessed = turns.map((turn) => runTurn(turn, { ...policy, speculation: true }));
  const without = turns.map((turn) => runTurn(turn, { ...policy, speculation: false }));
  const premature = guessed.filter((outcome) => outcome.premature).length / turns.length;
  const guesses = guessed.reduce((sum, outcome) => sum + outcome.guesses, 0);
  const committed = guessed.filter((outcome) => outcome.committed).length / guesses;
  const saved = guessed.map(({ gapMs }, index) => without[index]!.gapMs - gapMs);
  const reached =
    premature <= goals.premature && committed >= goals.committed && percentile(saved, 0.5) >= goals.savedMs;
  const gaps = guessed.filter((outcome) => !outcome.premature && !outcome.missed).map(({ gapMs }) => gapMs);
  return reached ? percentile(gaps, 0.5) : Number.POSITIVE_INFINITY;
}
