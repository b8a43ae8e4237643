import type { TurnCues } from '../../core/turn-cues.js';

/** How a turn is spoken, added up frame by frame. Starts at `nothingHeard` with each turn. */
export interface Manner {
  /** Time of the frames that were speech. */
  readonly speakingMs: number;
  /** Syllables by their loud middles (N. H. de Jong, T. Wempe, "Praat script to detect syllable nuclei", 2009). */
  readonly nuclei: number;
  /** Sum and count of the loud frames' levels, and of the pitches in octaves. */
  readonly levelSum: number;
  readonly levels: number;
  readonly octaveSum: number;
  readonly octaves: number;
  readonly atMs: number;
  /** The turning point of the level since the last nucleus, and whether it is a top. */
  readonly turnDb: number;
  readonly falling: boolean;
}

export const nothingHeard: Manner = {
  speakingMs: 0,
  nuclei: 0,
  levelSum: 0,
  levels: 0,
  octaveSum: 0,
  octaves: 0,
  atMs: 0,
  turnDb: -45,
  falling: true,
};

/** Between the top of a syllable and the dip before the next. */
const dipDb = 3;
/** Softer tops are consonants and breath. */
const softestTopDb = -18;
const loudDb = -8;
const longestFrameMs = 64;

export function noteManner(manner: Manner, cues: TurnCues): Manner {
  const { atMs, levelDb, levelDbfs, pitchHz, quietMs } = cues;
  const frameMs = manner.atMs === 0 ? 0 : Math.min(longestFrameMs, atMs - manner.atMs);
  const speaks = quietMs === 0;
  const isLoud = speaks && levelDb >= loudDb;
  const isPitched = speaks && pitchHz > 0;
  return {
    ...followLevel(manner, levelDb),
    atMs,
    speakingMs: manner.speakingMs + (speaks ? frameMs : 0),
    levelSum: manner.levelSum + (isLoud ? levelDbfs : 0),
    levels: manner.levels + (isLoud ? 1 : 0),
    octaveSum: manner.octaveSum + (isPitched ? Math.log2(pitchHz) : 0),
    octaves: manner.octaves + (isPitched ? 1 : 0),
  };
}

/** A nucleus is a rise of `dipDb` from a dip, counted once the level falls as much from its top. */
function followLevel(manner: Manner, levelDb: number): Manner {
  const { falling, turnDb } = manner;
  if (falling) {
    if (levelDb < turnDb + dipDb) return { ...manner, turnDb: Math.min(turnDb, levelDb) };
    return { ...manner, falling: false, turnDb: levelDb };
  }
  if (levelDb > turnDb - dipDb) return { ...manner, turnDb: Math.max(turnDb, levelDb) };
  return { ...manner, falling: true, turnDb: levelDb, nuclei: manner.nuclei + (turnDb >= softestTopDb ? 1 : 0) };
}
