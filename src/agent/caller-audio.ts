import { durationMs, type Samples } from '../core/audio.js';
import { RateConverter } from '../core/rate-converter.js';

/** What the caller said, at the rate of the engine that it was asked of the line for. */
export interface CallerAudio {
  readonly samples: Samples;
  readonly rateHz: number;
}

export const callerAudioMs = ({ samples, rateHz }: CallerAudio): number => durationMs(samples.length, rateHz);

/** Caller audio for one session, also what was asked of the line for an engine before it. */
export class SessionFeed {
  readonly #rateHz: number;
  #converter: RateConverter | undefined;
  #fromHz: number;

  constructor(rateHz: number) {
    this.#rateHz = rateHz;
    this.#fromHz = rateHz;
  }

  take({ samples, rateHz }: CallerAudio): Samples {
    if (rateHz !== this.#fromHz) {
      this.close();
      this.#fromHz = rateHz;
      this.#converter = rateHz === this.#rateHz ? undefined : new RateConverter(rateHz, this.#rateHz);
    }
    return this.#converter?.push(samples) ?? samples;
  }

  close(): void {
    this.#converter?.close();
    this.#converter = undefined;
  }
}
