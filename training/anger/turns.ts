/** Recordings as turns over several lines, with what the model would read of them. */
import type { Samples } from '#src/core/audio.js';
import { TurnVoice, type VoiceSummary } from '#src/media/ears/anger/turn-voice.js';
import { PitchFinder } from '#src/media/ears/pitch.js';
import { frameSamples } from '#src/media/ears/voice-model.js';
import { anyLine, cleanLine, overLine } from './line.js';
import type { Recording } from './recordings.js';

export interface Turn {
  readonly recording: Recording;
  /** Nothing but G.711; what figures are given for unless they say otherwise. */
  readonly isClean: boolean;
  readonly features: Float32Array;
}

/** As in a call, frame by frame; undefined when there is too little voice. */
export function voiceOf(heard: Samples): VoiceSummary | undefined {
  const voice = new TurnVoice();
  const pitch = new PitchFinder();
  for (let from = 0; from + frameSamples <= heard.length; from += frameSamples) {
    const frame = heard.subarray(from, from + frameSamples);
    pitch.push(frame, true);
    voice.push(frame, pitch.pitchHz, pitch.clarity);
  }
  return voice.summary();
}

export const featuresOf = (heard: Samples): Float32Array | undefined => voiceOf(heard)?.features;

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
