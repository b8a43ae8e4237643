/** Longest word that is looked for in Chinese text, in characters. */
const longestWord = 8;
const chinese = /^\p{Script=Han}/u;

export interface KnownWords {
  /** The words in order, those left out that the model does not have. */
  readonly words: readonly string[];
  readonly unknown: readonly string[];
}

/**
 * A phrase in words that a model's vocabulary has. Words stand between spaces; Chinese, which has none, is cut into the
 * longest words that the model knows, since a word that it does not know is never heard.
 */
export function knownWords(phrase: string, knows: (word: string) => boolean): KnownWords {
  const words: string[] = [];
  const unknown: string[] = [];
  for (const unit of phrase.split(' ').filter((part) => part !== '')) {
    if (knows(unit)) words.push(unit);
    else if (chinese.test(unit)) cut([...unit], knows, words, unknown);
    else unknown.push(unit);
  }
  return { words, unknown };
}

function cut(
  characters: readonly string[],
  knows: (word: string) => boolean,
  words: string[],
  unknown: string[],
): void {
  for (let at = 0; at < characters.length; ) {
    let length = Math.min(longestWord, characters.length - at);
    while (length > 1 && !knows(characters.slice(at, at + length).join(''))) length -= 1;
    const word = characters.slice(at, at + length).join('');
    (length > 1 || knows(word) ? words : unknown).push(word);
    at += length;
  }
}

/** Words as they are written: with spaces, but none between Chinese ones. */
export function written(words: readonly string[]): string {
  return words.join(' ').replaceAll(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '');
}
