import type { Samples } from '../../core/audio.js';
import { durationMs, sampleCount } from '../../core/audio.js';

/** Audio kept after it was taken: more than anybody goes back. */
const keptMs = 1000;

interface Chunk {
  readonly samples: Samples;
  readonly rateHz: number;
  /** False for the zeros that push audio out of a filter. */
  readonly counts: boolean;
  /** Where in the play it begins. */
  readonly fromMs: number;
  /** Samples of it that were taken. */
  offset: number;
}

/** The audio of one playId, and how far it has come. Can go back a little. */
export class Play {
  started = false;
  ended = false;
  readonly #chunks: Chunk[] = [];
  /** Chunks before it are kept for going back only. */
  #next = 0;
  #lengthMs = 0;
  #furthestMs = 0;

  constructor(readonly playId: number) {}

  add(samples: Samples, rateHz: number, counts = true): void {
    this.#chunks.push({ samples, rateHz, counts, fromMs: this.#lengthMs, offset: 0 });
    if (counts) this.#lengthMs += durationMs(samples.length, rateHz);
  }

  /** The audio to be taken next; undefined when there is none at the moment. */
  get next(): { readonly samples: Samples; readonly rateHz: number } | undefined {
    const chunk = this.#chunks[this.#next];
    return chunk && { samples: chunk.samples.subarray(chunk.offset), rateHz: chunk.rateHz };
  }

  /** So many samples of `next` were taken. */
  take(count: number): void {
    const chunk = this.#chunks[this.#next]!;
    chunk.offset += count;
    this.#furthestMs = Math.max(this.#furthestMs, this.#placeMs);
    if (chunk.offset < chunk.samples.length) return;
    this.#next += 1;
    this.#forget();
  }

  /** Goes back to `atMs` of its audio, when that is behind it and still kept. True when it did. */
  goBack(atMs: number): boolean {
    if (atMs >= this.#placeMs) return false;
    const index = this.#chunks.findLastIndex(({ fromMs }) => fromMs <= atMs);
    const chunk = this.#chunks[index];
    if (chunk === undefined) return false;
    for (const later of this.#chunks.slice(index + 1, this.#next + 1)) later.offset = 0;
    chunk.offset = sampleCount(atMs - chunk.fromMs, chunk.rateHz);
    this.#next = index;
    return true;
  }

  /** How much of it was heard at least once. */
  get heardMs(): number {
    return this.#furthestMs;
  }

  /** How much waits to be heard. */
  get leftMs(): number {
    return this.#lengthMs - this.#placeMs;
  }

  get rateHz(): number | undefined {
    return this.#chunks.at(-1)?.rateHz;
  }

  get #placeMs(): number {
    const chunk = this.#chunks[this.#next];
    if (chunk === undefined || !chunk.counts) return this.#lengthMs;
    return chunk.fromMs + durationMs(chunk.offset, chunk.rateHz);
  }

  #forget(): void {
    const oldestMs = this.#placeMs - keptMs;
    while (this.#next > 1 && this.#chunks[1]!.fromMs <= oldestMs) {
      this.#chunks.shift();
      this.#next -= 1;
    }
  }
}
