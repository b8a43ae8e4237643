import type { Samples } from '../core/audio.js';
import type { EndReason } from './event.js';
import type { Handover } from './handover.js';

/** A place in the audio of an utterance. */
export interface PlayPlace {
  readonly id: number;
  readonly atMs: number;
}

/** Where the bot's audio goes, and the caller's comes from. Utterances are heard in the order of their first play(). */
export interface CallAudio {
  /** The caller's audio is wanted like this from now on: only speech, or everything. What is under way still comes as before. */
  listen(rateHz: number, when: 'speech' | 'always'): void;
  play(id: number, samples: Samples, rateHz: number): void;
  endPlay(id: number): void;
  stopPlay(): void;
  pausePlay(): void;
  /** Goes on, softly. */
  duckPlay(): void;
  /** At full volume again; after a pause from the same sample, or from `place` when that is a little way back. */
  resumePlay(place: PlayPlace | undefined): void;
  /** The next voice of the caller begins another turn. */
  turnOver(): void;
}

/** What the conversation may do with the call. */
export interface CallControl {
  /** Resolves true when somebody took the call, whom `handover` is told. Never rejects. */
  transfer(reason: string, handover: Handover): Promise<boolean>;
  /** The conversation is over: hang up, unless the call is gone already. */
  end(reason: EndReason): void;
}
