/** How the ears turn voice probabilities into speech events. Times in milliseconds of audio. */
export interface EarOptions {
  /** Voice probability at which a frame may begin speech. */
  readonly onsetThreshold: number;
  /** Voice probability below which a frame of running speech counts as silence (hysteresis). */
  readonly offsetThreshold: number;
  /** Voiced audio needed before `speech-start`. Shorter is a faster barge-in, longer ignores more clicks and coughs. */
  readonly onsetMs: number;
  /** Voiced audio needed to go from a pause back to speech. */
  readonly resumeMs: number;
  /** Silence after which `speech-pause` is sent. */
  readonly pauseMs: number;
  /** Silence after which `speech-end` is sent and audio forwarding stops. */
  readonly endMs: number;
  /** Frames quieter than this never begin speech, whatever the model says, though they may continue it. dB relative to full scale. */
  readonly minLevelDbfs: number;
  /**
   * A frame this far below the recent peak of running speech counts as silence: the model's own voice probability
   * takes another 60 to 100 ms to fall when somebody stops.
   */
  readonly offsetDropDb: number;
  /** Audio sent from before the onset, so that the first consonant is not lost. */
  readonly preRollMs: number;
}

export const defaultEarOptions: EarOptions = {
  onsetThreshold: 0.5,
  offsetThreshold: 0.35,
  onsetMs: 64,
  resumeMs: 64,
  pauseMs: 200,
  endMs: 1000,
  minLevelDbfs: -55,
  offsetDropDb: 30,
  preRollMs: 300,
};
