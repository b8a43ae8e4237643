import { durationMs, type Samples } from '../../../core/audio.js';
import { TurnTape } from '../../wire/turn-tape.js';
import { wavBytes } from '../../wire/wav.js';

/** A caller's turn as it is sent: base64 of mono 16-bit WAV files, one after the other. */
export interface CallerAudio {
  readonly wavs: readonly string[];
  readonly lengthMs: number;
}

const maxTurnMs = 60_000;

/** The audio of the caller's turn so far. */
export class TurnRecorder {
  readonly #rateHz: number;
  readonly #maxPartMs: number;
  #tape: TurnTape;

  constructor(rateHz: number, maxPartMs: number) {
    this.#rateHz = rateHz;
    this.#maxPartMs = maxPartMs;
    this.#tape = new TurnTape(rateHz, maxTurnMs);
  }

  clear(): void {
    this.#tape = new TurnTape(this.#rateHz, maxTurnMs);
  }

  push(samples: Samples): void {
    this.#tape.push(samples);
  }

  take(): CallerAudio {
    const whole = this.#tape.samples;
    const step = Math.floor((this.#maxPartMs * this.#rateHz) / 1000);
    const wavs: string[] = [];
    for (let from = 0; from < Math.max(1, whole.length); from += step) {
      wavs.push(Buffer.from(wavBytes(whole.subarray(from, from + step), this.#rateHz)).toString('base64'));
    }
    return { wavs, lengthMs: durationMs(whole.length, this.#rateHz) };
  }
}
