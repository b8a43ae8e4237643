/** A caller's mood after a turn, as whoever keeps records is told of it. */
export const moodLevels = ['calm', 'rising', 'sustained'] as const;
export type MoodLevel = (typeof moodLevels)[number];

/** What speaks for anger in one turn, of one source. */
export interface Evidence {
  readonly source: 'voice' | 'words' | 'engine';
  /** 0.5 where the source alone is in two minds; below 0 it speaks against anger. */
  readonly anger: number;
  /** What it was, for the log: never the caller's words. */
  readonly detail: string;
}

export interface Mood {
  readonly level: MoodLevel;
  /** What has added up: 1 is where the level rises. */
  readonly anger: number;
  /** -1 unhappy to 1 happy; 0 when nothing tells. */
  readonly valence: number;
  /** 0 to 1: how many sources and turns it rests on. */
  readonly confidence: number;
  /** Against this caller's first turns: 1.2 is a fifth faster; undefined while there is nothing to compare. */
  readonly pace: number | undefined;
  readonly loudnessDb: number | undefined;
  readonly evidence: readonly Evidence[];
}

/** What a bot does about a caller's mood by itself. */
export type MoodAction = 'apologise' | 'offer-human' | 'transfer';
