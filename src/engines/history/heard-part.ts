/**
 * How much of a text was heard. Texts are compared without white space, since what was heard is put together of pieces.
 */

/** Characters that are no white space. */
export function visibleLength(text: string): number {
  return text.replaceAll(/\s/gu, '').length;
}

/** The beginning of `text` that has `count` characters which are no white space. */
export function firstVisible(text: string, count: number): string {
  let left = count;
  let end = 0;
  while (end < text.length && left > 0) {
    left -= visibleLength(text[end]!);
    end += 1;
  }
  return text.slice(0, end);
}
