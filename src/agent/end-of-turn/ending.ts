import type { TurnCues } from '../../core/turn-cues.js';

/**
 * How likely it is that the caller has come to the last 200 ms of the turn, or is past them, by sound alone: a
 * logistic regression over the cues. Fitted by `npm run bench -- end-of-turn` (docs/adr/0071-guess-timing.md).
 */
export const endingFeatures = [
  'levelDb',
  'levelBeforeDb',
  'level256Db',
  'level512Db',
  'fading',
  'quiet',
  'voice',
  'voiceSlope',
  'pitched',
  'pitchSemitones',
  'pitchFallSemitones',
  'spoken',
] as const;

export interface EndingWeights {
  readonly bias: number;
  /** In the order of endingFeatures. */
  readonly weights: readonly number[];
}

const longestQuietMs = 256;
const longestSpokenMs = 1500;

/** Features of the regression, scaled so that their weights can be compared: levels in 10 dB, times in 100 ms, pitch in 3 semitones. */
export function endingFeatureValues(cues: TurnCues): number[] {
  return [
    cues.levelDb / 10,
    cues.levelBeforeDb / 10,
    cues.level256Db / 10,
    cues.level512Db / 10,
    cues.fadingMs / 100,
    Math.min(longestQuietMs, cues.quietMs) / 100,
    cues.voice,
    cues.voiceSlope,
    cues.pitchedMs / 100,
    cues.pitchSemitones / 3,
    cues.pitchFallSemitones / 3,
    Math.min(longestSpokenMs, cues.spokenMs) / 1000,
  ];
}

/** From 395 English turns: orders, single phrases, single words and dictated numbers. */
export const fittedEnding: EndingWeights = {
  bias: -0.216,
  weights: [-0.35, 0.164, 0.267, 0.767, 0.634, 0.201, 0.708, -1.716, -0.364, -0.323, -0.066, -0.764],
};

/** 0 to 1. */
export function endingLikelihood(cues: TurnCues, { bias, weights }: EndingWeights = fittedEnding): number {
  const score = endingFeatureValues(cues).reduce((sum, value, index) => sum + value * weights[index]!, bias);
  return 1 / (1 + Math.exp(-score));
}
