import type { Samples } from '../core/audio.js';
import type { EndReason } from './event.js';

/** Where the bot's audio goes. Utterances are heard in the order of their first play(). */
export interface CallAudio {
  play(id: number, samples: Samples, rateHz: number): void;
  endPlay(id: number): void;
  stopPlay(): void;
  pausePlay(): void;
  resumePlay(): void;
  /** The next voice of the caller begins another turn. */
  turnOver(): void;
}

/** What the conversation may do with the call. */
export interface CallControl {
  /** Resolves true when somebody took the call. Never rejects. */
  transfer(reason: string): Promise<boolean>;
  /** The conversation is over: hang up, unless the call is gone already. */
  end(reason: EndReason): void;
}
