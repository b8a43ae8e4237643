import type { Samples } from '../../core/audio.js';
import type { Codec } from '../../core/g711.js';
import { timestampDistance } from './wrap.js';

/** Samples held: one second at 8 kHz. A power of two, so that places wrap by a mask. */
const capacity = 8192;
const mask = capacity - 1;
/** As many packets in order but too late mean that the sender's timeline moved, not that a packet was lost. */
const latePacketsBeforeResync = 3;
/** Window over which the smallest margin is looked for before delay is given back, in samples: two seconds. */
const marginWindow = 16_000;
/** Delay above the target that is left alone: one packet's worth of phase between the sender's tick and ours. */
const slack = 240;
/** Most that is skipped at once: 10 ms. */
const skipStep = 80;
/** A gap is filled with the last audio, fading, for this long; then with silence. */
const concealSamples = 480;

export interface JitterCounts {
  /** Packets whose audio came after its time. */
  late: number;
  /** Times the timeline was set anew. */
  resyncs: number;
  /** Samples made up because nothing was there. */
  concealed: number;
  /** Samples left out to give delay back. */
  skipped: number;
}

/**
 * Puts received audio back on its sender's timeline and hands it out 20 ms at a time. Places are timestamps, so
 * packets of any length, in any order and repeated find their own place; the reader advances by the tick, and stays
 * `targetSamples` or a little more behind the newest audio (never more than `capacity`).
 */
export class JitterBuffer {
  readonly counts: JitterCounts = { late: 0, resyncs: 0, concealed: 0, skipped: 0 };
  readonly #targetSamples: number;
  readonly #samples = new Int16Array(capacity);
  readonly #filled = new Uint8Array(capacity);
  #started = false;
  /** Timestamp of the next sample to be handed out. */
  #next = 0;
  #latePackets = 0;
  #smallestMargin = capacity;
  #windowSamples = 0;
  #excess = 0;
  #gapSamples = concealSamples;

  constructor(targetSamples: number) {
    this.#targetSamples = targetSamples;
  }

  /** Puts the audio of bytes[start, end) at `timestamp`. */
  put(codec: Codec, bytes: Uint8Array, start: number, end: number, timestamp: number): void {
    const count = end - start;
    if (count <= 0 || count > capacity / 4) return;
    if (!this.#started) this.#begin(timestamp);
    let margin = timestampDistance(this.#next, timestamp);
    if (this.#isLate(margin) || margin + count > capacity) {
      this.#resync(timestamp);
      margin = this.#targetSamples;
    }
    this.#smallestMargin = Math.min(this.#smallestMargin, margin);
    const skip = Math.max(0, -margin);
    for (let i = skip; i < count; i++) this.#filled[(timestamp + i) & mask] = 1;
    this.#decode(codec, bytes, start + skip, end, timestamp + skip);
  }

  /** The next `into.length` samples. False when no audio has come yet, `into` is then silent. */
  take(into: Samples): boolean {
    if (!this.#started) {
      into.fill(0);
      return false;
    }
    this.#giveDelayBack(into.length);
    for (let i = 0; i < into.length; i++) {
      const at = this.#next & mask;
      into[i] = this.#filled[at] ? this.#present(at) : this.#absent(at);
      this.#filled[at] = 0;
      this.#next = (this.#next + 1) >>> 0;
    }
    return true;
  }

  /** No audio is expected for now (a telephone-event takes its place): the gap is silence, not a loss. */
  expectSilence(): void {
    this.#gapSamples = concealSamples;
  }

  /** Forgets the source. What comes next begins a timeline of its own. */
  reset(): void {
    this.#started = false;
    this.#filled.fill(0);
    this.#gapSamples = concealSamples;
  }

  #begin(timestamp: number): void {
    this.#started = true;
    this.#next = (timestamp - this.#targetSamples) >>> 0;
    this.#latePackets = 0;
    this.#windowSamples = 0;
    this.#smallestMargin = capacity;
    this.#excess = 0;
  }

  #resync(timestamp: number): void {
    this.counts.resyncs += 1;
    this.#filled.fill(0);
    this.#begin(timestamp);
  }

  /** Counts late packets in a row; true when there are so many that the timeline has to move. */
  #isLate(margin: number): boolean {
    if (margin >= 0) {
      this.#latePackets = 0;
      return false;
    }
    this.counts.late += 1;
    this.#latePackets += 1;
    return this.#latePackets >= latePacketsBeforeResync;
  }

  /** Decodes into the ring, in two parts where it wraps. */
  #decode(codec: Codec, bytes: Uint8Array, start: number, end: number, timestamp: number): void {
    const at = timestamp & mask;
    const split = Math.min(end, start + capacity - at);
    codec.decode(bytes, start, split, this.#samples, at);
    if (split < end) codec.decode(bytes, split, end, this.#samples, 0);
  }

  /**
   * A fast sender's clock, or delay that went away, leaves audio lying here for nothing. When even the worst packet of
   * a window had more margin than needed, the difference is skipped in small steps.
   */
  #giveDelayBack(taken: number): void {
    this.#windowSamples += taken;
    if (this.#windowSamples >= marginWindow) {
      const spare = this.#smallestMargin === capacity ? 0 : this.#smallestMargin - this.#targetSamples;
      this.#excess = spare > slack ? spare : 0;
      this.#windowSamples = 0;
      this.#smallestMargin = capacity;
    }
    if (this.#excess === 0) return;
    const step = Math.min(skipStep, this.#excess);
    for (let i = 0; i < step; i++) this.#filled[(this.#next + i) & mask] = 0;
    this.#next = (this.#next + step) >>> 0;
    this.#excess -= step;
    this.counts.skipped += step;
  }

  #present(at: number): number {
    this.#gapSamples = 0;
    return this.#samples[at]!;
  }

  /** Repeats the 20 ms before the gap, fading to silence. Written back, so that a longer gap repeats the repetition. */
  #absent(at: number): number {
    if (this.#gapSamples >= concealSamples) return 0;
    this.#gapSamples += 1;
    this.counts.concealed += 1;
    const fade = 1 - this.#gapSamples / concealSamples;
    const before = this.#samples[(at - 160) & mask]!;
    this.#samples[at] = before;
    return before * fade;
  }
}
