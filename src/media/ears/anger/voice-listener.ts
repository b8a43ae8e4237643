import type { Samples } from '../../../core/audio.js';
import type { VoiceReading } from '../../../core/voice-reading.js';
import type { Ears } from '../ears.js';
import type { AngerModel } from './anger-model.js';
import { TurnVoice } from './turn-voice.js';

/** One call's voice: a reading at each pause of a turn and at its end, of the whole turn until then. */
export class VoiceListener {
  readonly #voice = new TurnVoice();
  readonly #model: AngerModel | undefined;
  readonly #ears: Ears;
  readonly #onReading: (reading: VoiceReading) => void;
  #isClosed = false;
  /** There was a voice since the last reading. */
  #hasMore = false;

  /** Without a model the reading has no score. */
  constructor(ears: Ears, model: AngerModel | undefined, onReading: (reading: VoiceReading) => void) {
    this.#ears = ears;
    this.#model = model;
    this.#onReading = onReading;
  }

  /** A frame of the turn with its pitch in Hz (0 for none) and how clear it was. */
  add(frame: Samples, pitchHz: number, clarity: number): void {
    this.#voice.push(frame, pitchHz, clarity);
    if (pitchHz > 0) this.#hasMore = true;
  }

  pause(atMs: number): void {
    this.#hasMore = false;
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

  /** The turn may be taken before its pause was long enough to be one. */
  turnOver(atMs: number): void {
    if (this.#hasMore) this.pause(atMs);
    this.#voice.clear();
  }

  close(): void {
    this.#isClosed = true;
  }
}
