/** How the caller's turn sounds so far, whatever the words are. Made in the media worker at each pause, judged by the agent. */
export interface VoiceReading {
  /** When it was made, Clock.nowMs(). */
  readonly atMs: number;
  /** Score of the anger model, 0 to 1; absent where the model could not be loaded. */
  readonly anger?: number;
  /** Score from here on that the model takes for anger. */
  readonly angerThreshold?: number;
  /** Voice in the turn, without its pauses. */
  readonly activeMs: number;
  /** Level of the loud syllables, dB relative to full scale. */
  readonly loudDbfs: number;
  readonly syllablesPerSecond: number;
  /** Median pitch, 0 when nothing was voiced. */
  readonly pitchHz: number;
}
