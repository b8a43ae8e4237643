import { durationMs, type Samples, sampleCount } from '../../core/audio.js';

export interface PacedInputOptions {
  readonly rateHz: number;
  /** Of one message on the wire. */
  readonly frameSamples: number;
}

/** Audio that is this late is replaced by silence: the engine's time goes on, and so must what it hears. */
const slackMs = 100;

/**
 * The caller's audio in frames of the wire at the speed of time, no faster and no slower, silence where there is none
 * (before the first packet, on hold, with silence suppression). What comes in a burst after a gap is cut to `slackMs`,
 * so that the engine never hears the caller later than that. Pure: it is told the time.
 */
export class PacedInput {
  readonly #rateHz: number;
  readonly #frameSamples: number;
  readonly #startMs: number;
  #waiting: Samples[] = [];
  #waitingSamples = 0;
  #frames = 0;
  #droppedSamples = 0;

  constructor({ rateHz, frameSamples }: PacedInputOptions, nowMs: number) {
    this.#rateHz = rateHz;
    this.#frameSamples = frameSamples;
    this.#startMs = nowMs;
  }

  /** Of caller audio that came faster than time. */
  get droppedMs(): number {
    return durationMs(this.#droppedSamples, this.#rateHz);
  }

  push(samples: Samples): void {
    this.#waiting.push(samples);
    this.#waitingSamples += samples.length;
    const surplus = this.#waitingSamples - this.#frameSamples - sampleCount(slackMs, this.#rateHz);
    if (surplus > 0) this.#drop(surplus);
  }

  /** The next frame, when it is time for one and it is whole, or late. */
  take(nowMs: number): Samples | undefined {
    this.#skipMissed(nowMs);
    const dueMs = this.#dueMs;
    const isWhole = this.#waitingSamples >= this.#frameSamples;
    if (nowMs < dueMs || (!isWhole && nowMs < dueMs + this.#frameMs + slackMs)) return undefined;
    this.#frames += 1;
    return this.#cut();
  }

  get #dueMs(): number {
    return this.#startMs + this.#frames * this.#frameMs;
  }

  /** Frames that nobody took in time, because the engine did not keep up, are not made up for. */
  #skipMissed(nowMs: number): void {
    const missed = Math.floor((nowMs - this.#dueMs - slackMs) / this.#frameMs) - 1;
    if (missed > 0) this.#frames += missed;
  }

  get #frameMs(): number {
    return durationMs(this.#frameSamples, this.#rateHz);
  }

  #cut(): Samples {
    const frame = new Int16Array(this.#frameSamples);
    let filled = 0;
    while (filled < frame.length) {
      const part = this.#shift(frame.length - filled);
      if (part === undefined) break;
      frame.set(part, filled);
      filled += part.length;
    }
    return frame;
  }

  #drop(count: number): void {
    let left = count;
    while (left > 0) {
      const part = this.#shift(left);
      if (part === undefined) return;
      left -= part.length;
      this.#droppedSamples += part.length;
    }
  }

  /** At most `limit` samples, the oldest first. */
  #shift(limit: number): Samples | undefined {
    const first = this.#waiting.shift();
    if (first === undefined) return undefined;
    if (first.length > limit) this.#waiting.unshift(first.subarray(limit));
    const part = first.subarray(0, limit);
    this.#waitingSamples -= part.length;
    return part;
  }
}
