import type { Samples } from '../../core/audio.js';

/** A model that judges by the words and the melody of a turn whether it is complete, such as Smart Turn. Optional. */
export interface TurnModel {
  /**
   * Probability, 0 to 1, that the caller has finished; from the audio of the turn so far, at 16 kHz. Asked at each
   * pause, once; its answer is the `hint` of the EndOfTurnSituation until the caller goes on.
   */
  judge(turn: Samples): Promise<number>;
  close(): Promise<void>;
}
