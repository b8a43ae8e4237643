import type { EndOfTurnSituation } from '#src/agent/end-of-turn/end-of-turn.js';
import type { TurnCues } from '#src/core/turn-cues.js';

/** A caller in the middle of a loud vowel, two seconds into the turn. */
export const speakingCues: TurnCues = {
  atMs: 2000,
  spokenMs: 2000,
  quietMs: 0,
  bursts: 1,
  voice: 1,
  lingeringVoice: 0,
  voiceSlope: 0,
  levelDbfs: -20,
  levelDb: -2,
  levelBeforeDb: -2,
  level256Db: -4,
  level512Db: -5,
  fadingMs: 0,
  pitchHz: 150,
  pitchedMs: 320,
  pitchSemitones: 0,
  pitchFallSemitones: 0,
};

/** The same caller silent for `quietMs`. */
export function quietCues(quietMs: number): TurnCues {
  return {
    ...speakingCues,
    atMs: 2000 + quietMs,
    quietMs,
    voice: 0.05,
    lingeringVoice: 0.6,
    levelDbfs: -65,
    pitchHz: 0,
    levelDb: -45,
    levelBeforeDb: -45,
    level256Db: -40,
    level512Db: -22,
    fadingMs: Math.min(400, quietMs),
  };
}

export function situationOf(cues: TurnCues, change: Partial<EndOfTurnSituation> = {}): EndOfTurnSituation {
  return {
    cues,
    language: 'en',
    completeness: 'unknown',
    expectedDigits: 0,
    digits: undefined,
    expectsShort: false,
    hint: undefined,
    ...change,
  };
}
