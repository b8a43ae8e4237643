import type { Samples } from '../../../core/audio.js';
import { TurnTape } from '../../wire/turn-tape.js';
import { wavBytes } from '../../wire/wav.js';
import type { CascadeTurn, HeardSpeech } from './recogniser.js';

/** Of the samples that recognisers over HTTP take, in Hz. */
export const tapeRateHz = 16_000;
const maxTurnMs = 60_000;
/** A turn shorter than this holds no word, and Whisper makes one up. */
const minTurnSamples = tapeRateHz / 10;
/** Longest answer of a recogniser. */
export const maxAnswerBytes = 1024 * 1024;

export type Transcribe = (wav: Blob, signal: AbortSignal, onPartial: (text: string) => void) => Promise<HeardSpeech>;

/** A turn, which is sent whole each time it is asked what was said. */
export class TapedTurn implements CascadeTurn {
  readonly #transcribe: Transcribe;
  readonly #tape = new TurnTape(tapeRateHz, maxTurnMs);

  constructor(transcribe: Transcribe) {
    this.#transcribe = transcribe;
  }

  push(samples: Samples): void {
    this.#tape.push(samples);
  }

  async hear(signal: AbortSignal, onPartial: (text: string) => void): Promise<HeardSpeech> {
    const { samples } = this.#tape;
    if (samples.length < minTurnSamples) return { text: '' };
    return this.#transcribe(new Blob([wavBytes(samples, tapeRateHz)], { type: 'audio/wav' }), signal, onPartial);
  }

  end(): void {}
}
