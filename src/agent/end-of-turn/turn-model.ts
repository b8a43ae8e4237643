import type { Samples } from '../../core/audio.js';

/** A model that judges by the words and the melody of a turn whether it is complete, such as Smart Turn. Optional, shared by all calls. */
export interface TurnModel {
  /**
   * Probability, 0 to 1, that the caller has finished, from the audio of the turn so far; undefined when there is no
   * answer in time to be of use. Never rejects. Asked once a pause; the answer is the `hint` of the EndOfTurnSituation
   * until the caller goes on.
   */
  judge(turn: Samples, rateHz: number): Promise<number | undefined>;
}
