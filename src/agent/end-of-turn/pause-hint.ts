/** When a turn model is asked about a pause of the caller, and what becomes of its answer. Pure. */
import { type EndOfTurnSituation, numberIsOpen } from './end-of-turn.js';

/**
 * Silence at which it is asked: longer than the stop closure in a word, and early enough that an answer after a tenth of
 * a second still counts for the most eager of bots.
 */
const askAfterMs = 160;

/** The caller's present pause, or the next one. */
export interface PauseHint {
  /** Counted through the call, so that an answer finds its pause and no other. */
  readonly pause: number;
  readonly asked: boolean;
  /** Probability that the turn is over; undefined until the model has answered. */
  readonly finished: number | undefined;
}

export const noPauseYet: PauseHint = { pause: 1, asked: false, finished: undefined };

/** The caller goes on: what was asked about the pause counts no more. */
export const afterPause = (hint: PauseHint): PauseHint =>
  hint.asked ? { pause: hint.pause + 1, asked: false, finished: undefined } : hint;

/** Once a pause, and not between the digits of a number, which is waited for in any case. */
export const isToBeAsked = ({ asked }: PauseHint, situation: EndOfTurnSituation): boolean =>
  !asked && situation.cues.quietMs >= askAfterMs && !numberIsOpen(situation);

/** The model has answered; about a pause that is over that changes nothing. */
export const withAnswer = (hint: PauseHint, pause: number, finished: number): PauseHint =>
  hint.asked && hint.pause === pause ? { ...hint, finished } : hint;
