/** How well scores tell one thing from another. */
export interface Scored {
  readonly score: number;
  readonly isAngry: boolean;
}

/** Area under the ROC curve: how often an angry one has the higher score of two. */
export function areaUnderCurve(scored: readonly Scored[]): number {
  const sorted = scored.toSorted((a, b) => a.score - b.score);
  const angry = scored.filter(({ isAngry }) => isAngry).length;
  let ranks = 0;
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    while (to < sorted.length && sorted[to]!.score === sorted[from]!.score) to += 1;
    // Equal scores share their ranks.
    const rank = (from + 1 + to) / 2;
    for (let index = from; index < to; index++) if (sorted[index]!.isAngry) ranks += rank;
    from = to;
  }
  return (ranks - (angry * (angry + 1)) / 2) / (angry * (scored.length - angry));
}

/** The least score that no more than `share` of these reach or pass. */
export function thresholdFor(scores: readonly number[], share: number): number {
  const sorted = scores.toSorted((a, b) => b - a);
  const allowed = Math.floor(share * sorted.length);
  return sorted.length === 0 ? 0 : sorted[allowed]! + Number.EPSILON;
}

export const shareAt = (scores: readonly number[], threshold: number): number =>
  scores.filter((score) => score >= threshold).length / Math.max(1, scores.length);

export interface CalibrationBin {
  readonly from: number;
  readonly count: number;
  readonly meanScore: number;
  /** Share that was angry, as if both were as likely. */
  readonly angryShare: number;
}

/** What a score means: of those with about this score, how many were angry (anger and its absence weighted alike). */
export function calibration(
  scored: readonly Scored[],
  bins = 5,
): { readonly error: number; readonly bins: CalibrationBin[] } {
  const angry = scored.filter(({ isAngry }) => isAngry).length;
  const weightOf = ({ isAngry }: Scored): number => 0.5 / (isAngry ? angry : scored.length - angry);
  let error = 0;
  const table = Array.from({ length: bins }, (_, bin) => {
    const inside = scored.filter(({ score }) => Math.min(bins - 1, Math.floor(score * bins)) === bin);
    const weight = inside.reduce((sum, each) => sum + weightOf(each), 0) || 1;
    const meanScore = inside.reduce((sum, each) => sum + weightOf(each) * each.score, 0) / weight;
    const angryShare = inside.reduce((sum, each) => sum + weightOf(each) * Number(each.isAngry), 0) / weight;
    if (inside.length > 0) error += weight * Math.abs(meanScore - angryShare);
    return { from: bin / bins, count: inside.length, meanScore, angryShare };
  });
  return { error, bins: table };
}
