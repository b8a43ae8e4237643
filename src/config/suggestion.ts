/**
 * The candidate that `word` was probably meant to be: the one with the least edit distance, or undefined when none is
 * near enough (more than a third of the longer word would have to change). The first of equals wins.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  const from = word.toLowerCase().slice(0, maxLength);
  for (const candidate of candidates) {
    const to = candidate.toLowerCase().slice(0, maxLength);
    const distance = editDistance(from, to);
    const allowed = Math.max(1, Math.ceil(Math.max(from.length, to.length) / 3));
    if (distance <= allowed && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Longer words are compared by their beginning, so that a hostile key cannot make the table large. */
const maxLength = 64;

/** Optimal string alignment distance: insertion, deletion, substitution and the swap of two neighbours cost one each. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, beforeLast[column - 2]! + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length]!;
}
