/** What the ears know, after each frame, of how the caller's speech is going to end. Made in the media worker, judged by the agent. */
export interface TurnCues {
  /** End of the frame, Clock.nowMs(). */
  readonly atMs: number;
  /** From the first onset of the turn to the last frame that was not quiet. */
  readonly spokenMs: number;
  /** Silence so far; 0 while the caller speaks. Silence is known by level, 60 to 100 ms before the voice model says so. */
  readonly quietMs: number;
  /** Stretches of speech in the turn that were 160 ms of silence or more apart: a lower bound for dictated digits. */
  readonly bursts: number;
  /** Probability of voice, 0 to 1. */
  readonly voice: number;
  /** Its mean over the silence so far, 0 while the caller speaks: a voice that is only held in dies away more slowly. */
  readonly lingeringVoice: number;
  /** Its change over the last 64 ms. */
  readonly voiceSlope: number;
  /** Level of the frame, dB relative to full scale. */
  readonly levelDbfs: number;
  /** Level of the frame, of the frame before, and means over the last 256 and 512 ms: dB below the peak of the speech (0 or negative). */
  readonly levelDb: number;
  readonly levelBeforeDb: number;
  readonly level256Db: number;
  readonly level512Db: number;
  /** Since the last frame within 8 dB of the peak: the last stressed syllable. At most 400. */
  readonly fadingMs: number;
  /** Pitch of the frame, Hz; 0 where it has none. */
  readonly pitchHz: number;
  /** Time in the last 384 ms that had a pitch. */
  readonly pitchedMs: number;
  /** Last pitch against the median of the turn; negative is low. 0 when not known. */
  readonly pitchSemitones: number;
  /** Fall of the pitch over the last 320 ms; positive is falling. 0 when not known. */
  readonly pitchFallSemitones: number;
}
