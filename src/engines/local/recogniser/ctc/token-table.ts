/** The output tokens of a model: `tokens.txt`, a line each of a token and its number. */
import { readFileSync, statSync } from 'node:fs';

const maxFileBytes = 16 * 1024 * 1024;
/** Stands for a space before a word in tokens of SentencePiece. */
const spaceMark = '▁';
/** Phrases whose tokens are remembered. */
const mostPhrasesKept = 20_000;
const blankNames = ['<blk>', '<blank>', '<eps>', '<unk>'];

export class TokenTable {
  readonly size: number;
  /** Stands for nothing said (A. Graves et al., "Connectionist Temporal Classification", ICML 2006). */
  readonly blank: number;
  /** Tokens of the form `<|ANGRY|>`, by their names in lower case. */
  readonly tags: ReadonlyMap<string, number>;
  readonly #tokens: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;
  readonly #longest: number;
  readonly #phrases = new Map<string, readonly number[] | undefined>();

  /** @throws Error in words for the person who starts the program */
  constructor(text: string, blank?: number) {
    const tokens: string[] = [];
    for (const line of text.split('\n')) {
      if (line.trim() === '') continue;
      // The token itself may be a space.
      const [, token, digits] = /^(.*?)\s(\d+)\s*$/su.exec(line) ?? [];
      const id = Number(digits);
      if (token === undefined || !(id < 1_000_000)) throw new Error('a line of the tokens has no number');
      tokens[id] = token;
    }
    if (tokens.length < 2) throw new Error('the tokens are missing');
    this.#tokens = Array.from(tokens, (token) => token ?? '');
    this.#ids = new Map(this.#tokens.map((token, id) => [token, id]));
    this.tags = new Map(
      this.#tokens.flatMap((token, id) => {
        const name = /^<\|(.+)\|>$/u.exec(token)?.[1];
        return name === undefined ? [] : [[name.toLowerCase(), id] as const];
      }),
    );
    this.size = this.#tokens.length;
    this.blank = blank ?? blankNames.map((name) => this.#ids.get(name)).find((id) => id !== undefined) ?? 0;
    this.#longest = this.#tokens.reduce((longest, token) => Math.max(longest, token.length), 0);
  }

  static read(file: string, blank?: number): TokenTable {
    const size = statSync(file, { throwIfNoEntry: false })?.size;
    if (size === undefined) throw new Error(`there is no file ${file}`);
    if (size > maxFileBytes) throw new Error(`${file} is too long for a list of tokens`);
    try {
      return new TokenTable(readFileSync(file, 'utf8'), blank);
    } catch (thrown) {
      throw new Error(`${file} is damaged: ${(thrown as Error).message}`);
    }
  }

  idOf(token: string): number | undefined {
    return this.#ids.get(token);
  }

  tokenOf(id: number): string {
    return this.#tokens[id] ?? '';
  }

  /** Lower case words, Chinese ones without spaces. What stands in angle brackets is no word. */
  textOf(ids: readonly number[]): string {
    return (
      ids
        .map((id) => this.tokenOf(id))
        .filter((token) => !/^<.*>$/u.test(token))
        .join('')
        .replaceAll(spaceMark, ' ')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{M}\p{N}' ]/gu, '')
        // English inside Chinese stands between spaces, Chinese characters do not.
        .replaceAll(/(?<=\p{Script=Han})(?=\p{Script=Latin})|(?<=\p{Script=Latin})(?=\p{Script=Han})/gu, ' ')
        .replaceAll(/\s+/gu, ' ')
        .replaceAll(/(?<=\p{Script=Han}) (?=\p{Script=Han})/gu, '')
        .trim()
    );
  }

  /** The tokens of a phrase, longest first; undefined when there are none for a part of it. */
  idsOf(phrase: string): readonly number[] | undefined {
    if (this.#phrases.has(phrase)) return this.#phrases.get(phrase);
    const ids = this.#cut(phrase);
    if (this.#phrases.size < mostPhrasesKept) this.#phrases.set(phrase, ids);
    return ids;
  }

  /** Words of the phrase, characters of it in Chinese, that there are no tokens for. */
  unknownIn(phrase: string): readonly string[] {
    const units = phrase.match(/\p{Script=Han}|[^\s\p{Script=Han}]+/gu) ?? [];
    return units.filter((unit) => this.idsOf(unit) === undefined);
  }

  #cut(phrase: string): readonly number[] | undefined {
    // Latin words follow a space mark, Chinese characters none.
    const marked = phrase.replaceAll(/\s*([\p{Script=Latin}\p{N}'’]+)\s*/gu, `${spaceMark}$1`).replaceAll(/\s+/gu, '');
    const ids: number[] = [];
    for (let at = 0; at < marked.length; ) {
      let length = Math.min(this.#longest, marked.length - at);
      while (length > 0 && !this.#ids.has(marked.slice(at, at + length))) length -= 1;
      if (length === 0) {
        // A model without space marks has its words bare.
        if (marked[at] !== spaceMark) return undefined;
        at += 1;
        continue;
      }
      ids.push(this.#ids.get(marked.slice(at, at + length))!);
      at += length;
    }
    return ids.length === 0 ? undefined : ids;
  }
}
