import { durationMs, type Samples } from '../../../core/audio.js';
import { wavBytes } from '../../wire/wav.js';

/** A caller's turn as it is sent: base64 of mono 16-bit WAV files, one after the other. */
export interface CallerAudio {
  readonly wavs: readonly string[];
  readonly lengthMs: number;
}

/** Longest turn that is kept; of a longer one the end is, where the question is. */
const maxTurnMs = 60_000;

/** The audio of the caller's turn so far. */
export class TurnRecorder {
  readonly #rateHz: number;
  readonly #maxPartMs: number;
  #pieces: Samples[] = [];
  #samples = 0;

  constructor(rateHz: number, maxPartMs: number) {
    this.#rateHz = rateHz;
    this.#maxPartMs = maxPartMs;
  }

  clear(): void {
    this.#pieces = [];
    this.#samples = 0;
  }

  push(samples: Samples): void {
    this.#pieces.push(samples.slice());
    this.#samples += samples.length;
    while (durationMs(this.#samples - this.#pieces[0]!.length, this.#rateHz) > maxTurnMs) {
      this.#samples -= this.#pieces.shift()!.length;
    }
  }

  take(): CallerAudio {
    const whole = new Int16Array(this.#samples);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    const step = Math.floor((this.#maxPartMs * this.#rateHz) / 1000);
    const wavs: string[] = [];
    for (let from = 0; from < Math.max(1, whole.length); from += step) {
      wavs.push(Buffer.from(wavBytes(whole.subarray(from, from + step), this.#rateHz)).toString('base64'));
    }
    return { wavs, lengthMs: durationMs(whole.length, this.#rateHz) };
  }
}
