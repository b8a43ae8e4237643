import type { TurnCues } from '../../core/turn-cues.js';

/** What is known of the caller talking over the bot: one value a frame, made from the one before. */
export interface Overlap {
  readonly onsetMs: number;
  /** From the onset to the last voice, and the silence since then. */
  readonly spokenMs: number;
  readonly quietMs: number;
  /** What the voice model made of the last frame. */
  readonly voice: number;
  /** Frames with voice, the sum of their voice probabilities, and how many had a pitch. */
  readonly frames: number;
  readonly voiceSum: number;
  readonly pitchedFrames: number;
  /** Loudest frame, dB relative to full scale. */
  readonly peakDbfs: number;
  /** Rises of the level by 6 dB and more after a fall as deep: about one a syllable. */
  readonly syllables: number;
  /** The level that the next rise or fall is measured from. */
  readonly turningDbfs: number;
  readonly rising: boolean;
  /** Talk just before, which this one goes on from. */
  readonly earlierMs: number;
}

const syllableDb = 6;
/** Talk after a shorter silence belongs to what was said before it. */
const goesOnMs = 800;

/** The caller began to speak at `onsetMs`. `before` is the overlap before this one, if there was one. */
export function beginOverlap(onsetMs: number, before?: Overlap): Overlap {
  const silenceMs = before === undefined ? Number.POSITIVE_INFINITY : onsetMs - before.onsetMs - before.spokenMs;
  return {
    onsetMs,
    spokenMs: 0,
    quietMs: 0,
    voice: 0,
    frames: 0,
    voiceSum: 0,
    pitchedFrames: 0,
    peakDbfs: Number.NEGATIVE_INFINITY,
    syllables: 0,
    turningDbfs: Number.POSITIVE_INFINITY,
    rising: false,
    earlierMs: before !== undefined && silenceMs <= goesOnMs ? before.earlierMs + before.spokenMs : 0,
  };
}

export function followOverlap(overlap: Overlap, cues: TurnCues): Overlap {
  if (cues.atMs <= overlap.onsetMs) return overlap;
  const heard = { ...withSyllable(overlap, cues.levelDbfs), voice: cues.voice };
  if (cues.quietMs > 0) return { ...heard, quietMs: cues.atMs - overlap.onsetMs - overlap.spokenMs };
  return {
    ...heard,
    spokenMs: cues.atMs - overlap.onsetMs,
    quietMs: 0,
    frames: overlap.frames + 1,
    voiceSum: overlap.voiceSum + cues.voice,
    pitchedFrames: overlap.pitchedFrames + (cues.pitchHz > 0 ? 1 : 0),
    peakDbfs: Math.max(overlap.peakDbfs, cues.levelDbfs),
  };
}

function withSyllable(overlap: Overlap, levelDbfs: number): Overlap {
  const { turningDbfs, rising, syllables } = overlap;
  if (rising) {
    if (levelDbfs >= turningDbfs) return { ...overlap, turningDbfs: levelDbfs };
    return turningDbfs - levelDbfs >= syllableDb ? { ...overlap, turningDbfs: levelDbfs, rising: false } : overlap;
  }
  if (levelDbfs <= turningDbfs) {
    // The first frame is the first syllable's.
    const isFirst = turningDbfs === Number.POSITIVE_INFINITY;
    return { ...overlap, turningDbfs: levelDbfs, ...(isFirst ? { rising: true, syllables: 1 } : {}) };
  }
  if (levelDbfs - turningDbfs < syllableDb) return overlap;
  return { ...overlap, turningDbfs: levelDbfs, rising: true, syllables: syllables + 1 };
}
