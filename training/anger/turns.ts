/** Recordings as turns over several lines, with what the model would read of them. */
import type { Samples } from '#src/core/audio.js';
import { recordedVoice } from '#src/media/ears/anger/recorded-voice.js';
import { anyLine, cleanLine, overLine } from './line.js';
import type { Recording } from './recordings.js';

export interface Turn {
  readonly recording: Recording;
  /** Nothing but G.711; what figures are given for unless they say otherwise. */
  readonly isClean: boolean;
  readonly features: Float32Array;
}

export const featuresOf = (heard: Samples): Float32Array | undefined => recordedVoice(heard)?.features;

/** Each recording over a clean line and over `others` lines of other people. */
export function turnsOf(
  recordings: readonly Recording[],
  noises: readonly Samples[],
  random: () => number,
  others: number,
): Turn[] {
  return recordings.flatMap((recording) => {
    const lines = [cleanLine, ...Array.from({ length: others }, () => anyLine(random, noises))];
    return lines.flatMap((line) => {
      const features = featuresOf(overLine(recording.samples, line));
      return features === undefined ? [] : [{ recording, isClean: line === cleanLine, features }];
    });
  });
}
