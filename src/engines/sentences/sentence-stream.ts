import { abbreviation, sentencesOf } from './sentences.js';

/** What ends a sentence whatever follows; a full stop does only before a space, since "3." may become "3.50". */
const certainEnd = /(?:[。！？!?；;\n]["'”’」』)）]*\s*|\.["'”’)]*\s+)$/u;
/** A comma between digits is none. */
const clauseEnd = /[，：]|[,:]\s/gu;
/** The first words are spoken before their sentence is there, when they are more than an "Oh," or "好，". */
const leastFirstClause = { letters: 12, ideographs: 5 };

/**
 * The sentences of a text that is still being written. Joined, the pieces are the text but for white space between them.
 * A caller waits for the first piece: that one may be a clause.
 */
export class SentenceStream {
  #rest = '';
  #begun = false;

  /** The pieces that `text` completes. */
  push(text: string): string[] {
    this.#rest += text;
    const pieces = sentencesOf(this.#rest);
    const last = pieces.pop() ?? '';
    if (isComplete(last)) {
      pieces.push(last);
      this.#rest = '';
    } else this.#rest = last;
    if (pieces.length === 0 && !this.#begun) pieces.push(...this.#firstClause());
    this.#begun ||= pieces.length > 0;
    return pieces;
  }

  /** What is left when no more text comes. */
  end(): string[] {
    const pieces = sentencesOf(this.#rest);
    this.#rest = '';
    this.#begun = false;
    return pieces;
  }

  #firstClause(): string[] {
    for (const match of this.#rest.matchAll(clauseEnd)) {
      const end = match.index + match[0].length;
      const clause = this.#rest.slice(0, end);
      if (!isSpeakable(clause)) continue;
      this.#rest = this.#rest.slice(end);
      return [clause];
    }
    return [];
  }
}

function isComplete(sentence: string): boolean {
  return certainEnd.test(sentence) && !abbreviation.test(sentence);
}

function isSpeakable(clause: string): boolean {
  const ideographs = clause.match(/\p{Script=Han}/gu)?.length ?? 0;
  return ideographs >= leastFirstClause.ideographs || clause.length - ideographs >= leastFirstClause.letters;
}
