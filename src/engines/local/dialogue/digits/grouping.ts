/** How a number is read out: in groups of three or four, 4-4 for eight digits and 3-4-4 for eleven. */
const largestGroup = 4;

export interface Range {
  /** Index of its first digit. */
  readonly start: number;
  readonly count: number;
}

/** The groups of a number of `length` digits; the longer ones are at its end. */
export function groupsOf(length: number): readonly Range[] {
  const groups = Math.max(1, Math.ceil(length / largestGroup));
  const shorter = Math.floor(length / groups);
  const longerGroups = length - shorter * groups;
  const ranges: Range[] = [];
  for (let index = 0, start = 0; index < groups; index += 1) {
    const count = shorter + (index >= groups - longerGroups ? 1 : 0);
    ranges.push({ start, count });
    start += count;
  }
  return ranges;
}

export const partOf = (digits: string, { start, count }: Range): string => digits.slice(start, start + count);

/** "1234 5678". */
export const grouped = (digits: string): string =>
  groupsOf(digits.length)
    .map((range) => partOf(digits, range))
    .join(' ');
