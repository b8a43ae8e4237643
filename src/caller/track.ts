/** One side of a call on the wire's time line. */
import type { Samples } from '../core/audio.js';

/** A packet stays where its RTP timestamp puts it as long as that is this near to when it passed the wire. */
const maxDriftSeconds = 0.1;
const firstCapacity = 1 << 16;

export class Track {
  #samples: Samples;
  #length = 0;
  #anchor: { readonly timestamp: number; readonly index: number } | undefined;

  /** Keeps `maxSamples` from `originMs` on; what is outside is dropped. */
  constructor(
    readonly rateHz: number,
    readonly originMs: number,
    readonly maxSamples: number,
  ) {
    this.#samples = new Int16Array(Math.min(firstCapacity, maxSamples));
  }

  /** Samples from the origin to the end of the last packet. */
  get length(): number {
    return this.#length;
  }

  /**
   * Puts a packet in its place. Packets follow each other by their RTP timestamps, so that jitter leaves no holes; a
   * sender whose timestamps jump away from the clock is put back to where its packets arrive.
   */
  place(timestamp: number, atMs: number, samples: Samples): void {
    const arrival = Math.round(((atMs - this.originMs) * this.rateHz) / 1000);
    const index = this.#indexOf(timestamp) ?? arrival;
    const kept = Math.abs(index - arrival) <= maxDriftSeconds * this.rateHz;
    if (!kept || this.#anchor === undefined) this.#anchor = { timestamp, index: arrival };
    this.#write(kept ? index : arrival, samples);
  }

  /** RFC 3550 5.1: timestamps count modulo 2^32. */
  #indexOf(timestamp: number): number | undefined {
    if (this.#anchor === undefined) return undefined;
    return this.#anchor.index + ((timestamp - this.#anchor.timestamp) | 0);
  }

  #write(index: number, samples: Samples): void {
    const from = Math.max(0, -index);
    const room = Math.min(samples.length, this.maxSamples - index);
    if (from >= room) return;
    this.#grow(index + room);
    this.#samples.set(samples.subarray(from, room), index + from);
    this.#length = Math.max(this.#length, index + room);
  }

  #grow(length: number): void {
    if (length <= this.#samples.length) return;
    const capacity = Math.min(this.maxSamples, Math.max(length, this.#samples.length * 2));
    const grown = new Int16Array(capacity);
    grown.set(this.#samples.subarray(0, this.#length));
    this.#samples = grown;
  }

  /** A copy of `[from, to)`, counted from the origin; silence where nothing was placed. */
  slice(from: number, to: number): Samples {
    const piece = new Int16Array(Math.max(0, to - from));
    piece.set(this.#samples.subarray(Math.max(0, from), Math.max(0, Math.min(to, this.#length))), Math.max(0, -from));
    return piece;
  }
}
