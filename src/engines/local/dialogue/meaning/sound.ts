import type { Language } from '../../../../core/language.js';
import { type Syllable, syllableDistance, syllableOf } from './syllable.js';

/** Syllables by number, and how alike two of them are; there are fewer than 2,000 in either language. */
class SoundTable {
  readonly #language: Language;
  readonly #numbers = new Map<string, number>();
  readonly #syllables: Syllable[] = [];
  readonly #likeness = new Map<number, number>();

  constructor(language: Language) {
    this.#language = language;
  }

  numberOf(reading: string): number | undefined {
    const known = this.#numbers.get(reading);
    if (known !== undefined) return known;
    const syllable = syllableOf(reading, this.#language);
    if (syllable === undefined) return undefined;
    this.#syllables.push(syllable);
    this.#numbers.set(reading, this.#syllables.length - 1);
    return this.#syllables.length - 1;
  }

  likeness(a: number, b: number): number {
    if (a === b) return 1;
    const pair = a < b ? a * 4096 + b : b * 4096 + a;
    let likeness = this.#likeness.get(pair);
    if (likeness === undefined) {
      likeness = 1 - syllableDistance(this.#syllables[a]!, this.#syllables[b]!, this.#language);
      this.#likeness.set(pair, likeness);
    }
    return likeness;
  }
}

const tables = new Map<Language, SoundTable>();

export function soundTable(language: Language): SoundTable {
  const table = tables.get(language) ?? new SoundTable(language);
  tables.set(language, table);
  return table;
}

/**
 * How alike two English words sound, 0 to 1: by their letters, spelled as they are said. A key like Metaphone's (Philips,
 * "Hanging on the Metaphone", Computer Language 7, 1990), with vowels kept as one sign.
 */
export function wordLikeness(a: string, b: string): number {
  if (a === b) return 1;
  const [longer, shorter] = a.length >= b.length ? [a, b] : [b, a];
  if (shorter.length < 3 || longer.length > 2 * shorter.length) return 0;
  const byLetters = 1 - editDistance(a, b) / longer.length;
  const [keyA, keyB] = [soundKey(a), soundKey(b)];
  const byKey = keyA === keyB ? 0.95 : 1 - editDistance(keyA, keyB) / Math.max(keyA.length, keyB.length, 1);
  return Math.max(byLetters, (byLetters + byKey) / 2);
}

const keys = new Map<string, string>();
const mostKeys = 5000;
const spellings: readonly (readonly [RegExp, string])[] = [
  [/^(?:kn|gn)/, 'n'],
  [/^wr/, 'r'],
  [/ph/g, 'f'],
  [/gh(?=t|$)/g, ''],
  [/c(?=[eiy])/g, 's'],
  [/ck|c|q/g, 'k'],
  [/sh|tion|sion/g, 'x'],
  [/z/g, 's'],
  [/v/g, 'f'],
  [/d/g, 't'],
  [/b/g, 'p'],
  [/g(?=[ei])|j/g, 'j'],
  [/g/g, 'k'],
  [/[aeiouyw]+/g, 'a'],
  [/(.)\1+/g, '$1'],
];

function soundKey(word: string): string {
  let key = keys.get(word);
  if (key === undefined) {
    key = spellings.reduce((text, [pattern, by]) => text.replace(pattern, by), word);
    if (keys.size < mostKeys) keys.set(word, key);
  }
  return key;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substituted = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
