/** Tokens for one call of the decoder; it gives the audio of all but the look-ahead, and of all of them when final. */
export interface TokenChunk {
  readonly tokens: readonly number[];
  readonly final: boolean;
}

export interface ChunkSizes {
  /** Tokens of the first chunk: few, so that the first sound comes early. */
  readonly first: number;
  /** Of the others. */
  readonly next: number;
  /** Tokens that the decoder wants to see of what comes, and is given again with the next chunk. */
  readonly lookAhead: number;
}

/**
 * CosyVoice's own orchestration of `token2wav_dit` (runtime/triton_trtllm/model_repo/cosyvoice2_dit/1/model.py): 15 tokens
 * and 3 of look-ahead first, then 25.
 */
export const ditChunks: ChunkSizes = { first: 15, next: 25, lookAhead: 3 };

/** A lone token is squeezed to a scalar by the decoder's code, which then fails. */
const minFinalTokens = 2;

/** Cuts a stream of audio tokens into what a streaming decoder takes. */
export class TokenChunker {
  readonly #sizes: ChunkSizes;
  #waiting: number[] = [];
  #isFirst = true;

  constructor(sizes: ChunkSizes) {
    this.#sizes = sizes;
  }

  push(tokens: readonly number[]): TokenChunk[] {
    this.#waiting.push(...tokens);
    const chunks: TokenChunk[] = [];
    for (;;) {
      const { first, next, lookAhead } = this.#sizes;
      const size = this.#isFirst ? first : next;
      if (this.#waiting.length < size + lookAhead) return chunks;
      chunks.push({ tokens: this.#waiting.slice(0, size + lookAhead), final: false });
      this.#waiting = this.#waiting.slice(size);
      this.#isFirst = false;
    }
  }

  /** The last chunk; undefined when there is nothing that could be heard. */
  end(): TokenChunk | undefined {
    const tokens = this.#waiting;
    this.#waiting = [];
    return tokens.length < minFinalTokens ? undefined : { tokens, final: true };
  }
}
