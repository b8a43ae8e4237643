import type { Samples } from '../../core/audio.js';
import type { TurnCues } from '../../core/turn-cues.js';
import { Prosody } from './prosody.js';
import type { FrameFeatures } from './segmenter.js';

/** A voice that the segmenter did not take for speech within this silence was none, and begins no turn. */
const forgetMs = 300;

/** One call's cues, from the first voice of a turn until the turn is over. */
export class TurnListener {
  readonly #prosody = new Prosody();
  /** The segmenter has heard speech since the last turn. */
  #speech = false;

  /** How clear the pitch of the last frame was, 0 to 1. */
  get clarity(): number {
    return this.#prosody.clarity;
  }

  /** @param speech the segmenter began speech with this frame, or is in it */
  add(audio: Samples, frame: FrameFeatures, speech: boolean): TurnCues | undefined {
    this.#speech ||= speech;
    const cues = this.#prosody.add(audio, frame);
    if (cues === undefined || this.#speech) return cues;
    if (cues.quietMs >= forgetMs) this.turnOver();
    return undefined;
  }

  /** The next voice begins another turn. */
  turnOver(): void {
    this.#speech = false;
    this.#prosody.reset();
  }
}
