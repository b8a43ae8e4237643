/** Audio tokens that are decoded together: few at first, so that speech begins early, then more (web_demo.py). */
const blockSizes = [25, 50, 100, 150, 200] as const;

/** What the model's tokenizer says of its ids. */
export interface Vocabulary {
  /** Id of `<|audio_0|>`; what is smaller is text. */
  readonly audioOffset: number;
  /** Id of `<|user|>`, which ends an answer. */
  readonly endToken: number;
}

/** The model's tokens, sorted into words and blocks of speech. */
export class AnswerTokens {
  readonly #vocabulary: Vocabulary;
  readonly #text: number[] = [];
  #audio: number[] = [];
  #blocks = 0;
  #ended = false;

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Ids of all words so far. */
  get text(): readonly number[] {
    return this.#text;
  }

  /** Audio codes that no block holds yet. */
  get rest(): readonly number[] {
    return this.#audio;
  }

  /** The block of audio codes that this token completes, if it does. */
  push(id: number): readonly number[] | undefined {
    const { audioOffset, endToken } = this.#vocabulary;
    if (id === endToken) this.#ended = true;
    else if (id < audioOffset) this.#text.push(id);
    else this.#audio.push(id - audioOffset);
    const size = blockSizes[Math.min(this.#blocks, blockSizes.length - 1)]!;
    if (this.#audio.length < size) return undefined;
    const block = this.#audio;
    this.#audio = [];
    this.#blocks += 1;
    return block;
  }
}
