/** Makes the samples of a phrase; `signal` is aborted when nobody wants them any more. */
export type MakePhrase = (signal: AbortSignal) => Promise<Int16Array>;

interface Making {
  readonly samples: Promise<Int16Array>;
  readonly abandon: AbortController;
  wanted: number;
}

/**
 * Phrases that were said, least recently used out first, bounded in bytes; a phrase that several calls want at the
 * same time is made once.
 */
export class PhraseCache {
  readonly #maxBytes: number;
  readonly #phrases = new Map<string, Int16Array>();
  readonly #making = new Map<string, Making>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Samples of its own for each caller. Rejects with what `make` rejects with, or when `signal` is aborted. */
  async get(key: string, make: MakePhrase, signal: AbortSignal): Promise<Int16Array> {
    const known = this.#phrases.get(key);
    if (known !== undefined) {
      this.#phrases.delete(key);
      this.#phrases.set(key, known);
      return known.slice();
    }
    const making = this.#making.get(key) ?? this.#make(key, make);
    making.wanted += 1;
    const leave = (): void => {
      making.wanted -= 1;
      if (making.wanted === 0) making.abandon.abort();
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      return (await making.samples).slice();
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  #make(key: string, make: MakePhrase): Making {
    const abandon = new AbortController();
    const forget = (): void => {
      if (this.#making.get(key) === making) this.#making.delete(key);
    };
    // A phrase given up while being made must not be joined by a later call.
    abandon.signal.addEventListener('abort', forget, { once: true });
    const samples = make(abandon.signal).finally(forget);
    samples.then(
      (made) => this.#keep(key, made),
      () => {},
    );
    const making: Making = { samples, abandon, wanted: 0 };
    this.#making.set(key, making);
    return making;
  }

  #keep(key: string, samples: Int16Array): void {
    if (samples.byteLength > this.#maxBytes || this.#phrases.has(key)) return;
    this.#phrases.set(key, samples);
    this.#bytes += samples.byteLength;
    for (const [oldest, phrase] of this.#phrases) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#phrases.delete(oldest);
      this.#bytes -= phrase.byteLength;
    }
  }
}
