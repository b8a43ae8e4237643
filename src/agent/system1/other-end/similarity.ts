/** Longest text that is compared; what is after it does not count. */
const longest = 160;

/** 1 for equal texts, 0 for texts with nothing in common: 1 minus the edit distance (Levenshtein 1966) over the longer length. */
export function similarity(one: string, other: string): number {
  const [a, b] = [[...one].slice(0, longest), [...other].slice(0, longest)];
  const most = Math.max(a.length, b.length);
  return most === 0 ? 1 : 1 - distance(a, b) / most;
}

function distance(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of a.entries()) {
    const next = [i + 1];
    for (const [j, other] of b.entries()) {
      const changed = row[j]! + (letter === other ? 0 : 1);
      next.push(Math.min(changed, row[j + 1]! + 1, next[j]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}
