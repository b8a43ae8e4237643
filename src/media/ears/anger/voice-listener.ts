import type { Samples } from '../../../core/audio.js';
import type { VoiceReading } from '../../../core/voice-reading.js';
import type { Ears } from '../ears.js';
import type { AngerModel } from './anger-model.js';
import { TurnVoice } from './turn-voice.js';

/** One call's voice: a reading at each pause of a turn, of the whole turn until then. */
export class VoiceListener {
  readonly #voice = new TurnVoice();
  readonly #model: AngerModel | undefined;
  readonly #ears: Ears;
  readonly #onReading: (reading: VoiceReading) => void;
  #isClosed = false;

  /** Without a model the reading has no score. */
  constructor(ears: Ears, model: AngerModel | undefined, onReading: (reading: VoiceReading) => void) {
    this.#ears = ears;
    this.#model = model;
    this.#onReading = onReading;
  }

  /** A frame of the turn with its pitch in Hz (0 for none) and how clear it was. */
  add(frame: Samples, pitchHz: number, clarity: number): void {
    this.#voice.push(frame, pitchHz, clarity);
  }

  pause(atMs: number): void {
    const summary = this.#voice.summary();
    if (summary === undefined) return;
    const { features, ...rest } = summary;
    const model = this.#model;
    if (model === undefined) {
      this.#onReading({ atMs, ...rest });
      return;
    }
    this.#ears.between(async () => {
      const anger = await model.judge(features);
      if (!this.#isClosed) this.#onReading({ atMs, ...rest, anger, angerThreshold: model.threshold });
    });
  }

  turnOver(): void {
    this.#voice.clear();
  }

  close(): void {
    this.#isClosed = true;
  }
}
