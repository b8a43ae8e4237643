import { plainText } from './plain-text.js';

/** Syllables of a transcript: one a Chinese character or digit, and one a group of vowels of an alphabet's words. */
export function syllables(transcript: string): number {
  const text = plainText(transcript);
  const characters = text.match(/[\p{Script=Han}\d]/gu)?.length ?? 0;
  const words = text.match(/[\p{Script=Latin}']+/gu) ?? [];
  return words.reduce((sum, word) => sum + inWord(word), characters);
}

/** The e at the end of "make" is silent, that of "the" and "table" is not. */
function inWord(word: string): number {
  const groups = word.match(/[aeiouyàáâäèéêëìíîïòóôöùúûü]+/gu)?.length ?? 0;
  const silent = groups > 1 && /[^aeiouyl]e$/u.test(word) ? 1 : 0;
  return Math.max(1, groups - silent);
}
