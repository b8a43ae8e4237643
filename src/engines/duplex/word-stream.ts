/** Everything up to here is whole words: after a space, and after a character of a script without spaces. */
const wholeWords = /^.*(?:\s|[\p{Script=Han}\u3000-\u303f\uff00-\uffef])/su;

/** Text that comes in pieces of words, as tokenisers make them, in whole words. */
export class WordStream {
  #rest = '';

  /** The words that are complete now; may be empty. */
  push(piece: string): string {
    const text = this.#rest + piece;
    const whole = wholeWords.exec(text)?.[0] ?? '';
    this.#rest = text.slice(whole.length);
    return whole.trim();
  }

  /** What was left, which is complete because nothing follows. */
  end(): string {
    const rest = this.#rest.trim();
    this.#rest = '';
    return rest;
  }
}
