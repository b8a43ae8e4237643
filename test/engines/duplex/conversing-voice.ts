import { levelDbfs, type Samples } from '#src/core/audio.js';
import { tone } from '../../support/tone.js';

/** What a duplex model does with one frame of the caller's. */
export interface Response {
  /** As long as the frame. */
  readonly samples: Samples;
  /** Said from here on. */
  readonly text?: string;
  /** The caller began to talk over it. */
  readonly yields?: boolean;
}

const utteranceMs = 600;
const loudDbfs = -30;
const pauseMs = 200;

/**
 * Stands in for a model that listens while it speaks: it opens with a sentence, falls silent when the caller talks, and
 * has a word to say when the caller is done. Its time is the audio it is given.
 */
export class ConversingVoice {
  readonly #rateHz: number;
  readonly #utteranceMs: number;
  #left: Samples;
  #pending: string | undefined = 'Good day to you.';
  #quietMs = 0;
  #talking = false;

  constructor(rateHz: number, lengthMs = utteranceMs) {
    this.#rateHz = rateHz;
    this.#utteranceMs = lengthMs;
    this.#left = tone(lengthMs, { rateHz, hz: 400 });
  }

  /** @param outputSamples of the answer, where the rates differ */
  hear(frame: Samples, outputSamples = frame.length): Response {
    const frameMs = (outputSamples * 1000) / this.#rateHz;
    if (levelDbfs(frame) > loudDbfs) {
      const yields = this.#left.length > 0 && !this.#talking;
      this.#talking = true;
      this.#quietMs = 0;
      this.#left = new Int16Array();
      return { samples: new Int16Array(outputSamples), ...(yields && { yields }) };
    }
    this.#quietMs += frameMs;
    if (this.#talking && this.#quietMs >= pauseMs) {
      this.#talking = false;
      this.#left = tone(this.#utteranceMs, { rateHz: this.#rateHz, hz: 500 });
      this.#pending = 'I heard you.';
    }
    return this.#speak(outputSamples);
  }

  #speak(count: number): Response {
    const samples = new Int16Array(count);
    samples.set(this.#left.subarray(0, count));
    this.#left = this.#left.subarray(count);
    const text = this.#pending;
    this.#pending = undefined;
    return { samples, ...(text !== undefined && { text }) };
  }
}
