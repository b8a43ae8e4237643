const opening = '<think>';
const closing = '</think>';

/**
 * Leaves out what a reasoning model thinks aloud before it answers, where its server does not do that itself (vLLM's
 * `--reasoning-parser`): nobody is to hear it. Only at the beginning of an answer, and only where both tags are there.
 */
export class ThoughtFilter {
  #state: 'beginning' | 'thinking' | 'speaking' = 'beginning';
  #held = '';

  /** The part of the text so far that is known to be meant for the caller, and was not given before. */
  push(text: string): string {
    if (this.#isSpeaking) return text;
    this.#held += text;
    this.#read();
    return this.#isSpeaking ? this.#take() : '';
  }

  /** What was held back for a tag that never came. */
  end(): string {
    return this.#state === 'beginning' ? this.#take() : '';
  }

  get #isSpeaking(): boolean {
    return this.#state === 'speaking';
  }

  #read(): void {
    if (this.#state === 'beginning') this.#begin();
    if (this.#state === 'thinking') this.#think();
  }

  #begin(): void {
    const begun = this.#held.trimStart();
    if (begun.startsWith(opening)) this.#state = 'thinking';
    else if (!opening.startsWith(begun)) this.#state = 'speaking';
  }

  #think(): void {
    const end = this.#held.indexOf(closing);
    if (end >= 0) {
      // Empty lines stand between a thought and the answer.
      this.#held = this.#held.slice(end + closing.length).trimStart();
      this.#state = 'speaking';
    } else this.#held = this.#held.slice(-closing.length);
  }

  #take(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }
}
