import { type EndOfTurnSituation, numberIsOpen } from './end-of-turn.js';
import { type EndingWeights, endingLikelihood, fittedEnding } from './ending.js';
import { pausesOf } from './language-pauses.js';
import type { Patience } from './patience.js';

/** What is known of the guesses of one turn. */
export interface GuessTrack {
  readonly made: number;
  readonly early: number;
  /** When the last guess was started; undefined before the first. */
  readonly startedMs: number | undefined;
  /** The last guess still stands for the whole turn: what was said since then was no more than the tail of a word. */
  readonly stands: boolean;
  /** Voice since the guess began, with the silences in it, and how much of it was loud. */
  readonly tailMs: number;
  readonly loudMs: number;
  /** Since the guess began, when last looked at. */
  readonly seenMs: number;
}

export const noGuessYet: GuessTrack = {
  made: 0,
  early: 0,
  startedMs: undefined,
  stands: false,
  tailMs: 0,
  loudMs: 0,
  seenMs: 0,
};

export type GuessAction = 'none' | 'start' | 'discard';

/** Voice after the start of a guess that may be missing from what the engine heard. */
const longestTailMs = 224;
/** Of it, what may be within 12 dB of the peak: more is another syllable and no tail. */
const longestLoudMs = 64;
const loudDb = -12;
/** Between two guesses: a syllable. */
const guessGapMs = 180;
/** Share of the preset's likelihood that is enough at the end of a number, and for a short answer. */
const completeNumberShare = 0.15;
const shortAnswerShare = 0.4;
/** Share of the silence allowed in a number after which it is likely to be over, though digits of it were not heard. */
const openNumberShare = 0.7;
/** Too little to be an answer. */
const leastSpokenMs = 160;

/** Judges one frame: the next state of the guesses, and what to do about them. */
export function trackGuess(
  track: GuessTrack,
  situation: EndOfTurnSituation,
  patience: Patience,
  weights: EndingWeights = fittedEnding,
): { readonly track: GuessTrack; readonly action: GuessAction } {
  if (track.stands) return followTail(track, situation);
  if (!wantsGuess(track, situation, patience, weights)) return { track, action: 'none' };
  const { atMs, quietMs } = situation.cues;
  const started: GuessTrack = {
    made: track.made + 1,
    early: track.early + (quietMs === 0 ? 1 : 0),
    startedMs: atMs,
    stands: true,
    tailMs: 0,
    loudMs: 0,
    seenMs: 0,
  };
  return { track: started, action: 'start' };
}

function followTail(track: GuessTrack, { cues }: EndOfTurnSituation): { track: GuessTrack; action: GuessAction } {
  const { atMs, quietMs, levelDb } = cues;
  const elapsedMs = atMs - (track.startedMs ?? atMs);
  // What the ears call silence now was none if voice came after it.
  const tailMs = quietMs === 0 ? elapsedMs : track.tailMs;
  const loudMs = quietMs === 0 && levelDb >= loudDb ? track.loudMs + elapsedMs - track.seenMs : track.loudMs;
  const stands = tailMs <= longestTailMs && loudMs <= longestLoudMs;
  return { track: { ...track, tailMs, loudMs, seenMs: elapsedMs, stands }, action: stands ? 'none' : 'discard' };
}

function wantsGuess(
  track: GuessTrack,
  situation: EndOfTurnSituation,
  patience: Patience,
  weights: EndingWeights,
): boolean {
  const { cues, completeness, language } = situation;
  if (track.made >= patience.guesses || cues.spokenMs < leastSpokenMs) return false;
  if (track.startedMs !== undefined && cues.atMs - track.startedMs < guessGapMs) return false;
  if (numberIsOpen(situation)) return cues.quietMs >= openNumberShare * patience.digitGapMs;
  const pausedMs = completeness === 'open' ? 2 * patience.guessSilenceMs : patience.guessSilenceMs;
  if (cues.quietMs >= pausedMs) return true;
  if (completeness === 'open' || track.early >= patience.earlyGuesses || !pausesOf[language].earlyGuesses) return false;
  return endingLikelihood(cues, weights) >= patience.guessLikelihood * lengthShare(situation);
}

/** An answer of known length ends where it is expected to, so that less sound of an end is enough. */
function lengthShare({ expectedDigits, expectsShort }: EndOfTurnSituation): number {
  if (expectedDigits > 0) return completeNumberShare;
  return expectsShort ? shortAnswerShare : 1;
}
