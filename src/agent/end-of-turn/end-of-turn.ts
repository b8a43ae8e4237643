import type { Language } from '../../core/language.js';
import type { TurnCues } from '../../core/turn-cues.js';
import type { Completeness } from './completeness.js';
import { pausesOf } from './language-pauses.js';
import type { Patience } from './patience.js';

/** Everything that speaks for or against the end of the caller's turn. */
export interface EndOfTurnSituation {
  readonly cues: TurnCues;
  readonly language: Language;
  /** Of the partial transcript; 'unknown' without one. */
  readonly completeness: Completeness;
  /** Length of the number that was asked for; 0 for none. */
  readonly expectedDigits: number;
  /** Digits recognised so far; undefined without a recogniser. */
  readonly digits: number | undefined;
  /** The bot's question wants a word or two: yes or no, a month, a name. */
  readonly expectsShort: boolean;
  /** What a model or the engine thinks of it: 0 the caller goes on, 1 the turn is over. */
  readonly hint: number | undefined;
}

/** Shares of the preset's silence that a cue adds or takes away. */
const shares = {
  completeText: -0.25,
  openText: 1.6,
  completeNumber: -0.4,
  shortAnswer: -0.4,
  /** Silence to the level meter, but the voice model still hears speech: a stop closure, a breath, an echo. */
  stillVoice: 0.5,
  /** At hint 1; the opposite at hint 0. */
  hint: -0.35,
} as const;
const stillVoice = 0.35;
const clearSilenceMs = 224;
const likelyOver = 0.5;

/** Digits of the turn so far. Without a recogniser the stretches of speech count: never more than there were digits. */
export function digitsSoFar({ cues, digits }: EndOfTurnSituation): number {
  return digits ?? cues.bursts;
}

/** A number was asked for and has not been said to its end. */
export function numberIsOpen(situation: EndOfTurnSituation): boolean {
  return situation.expectedDigits > 0 && digitsSoFar(situation) < situation.expectedDigits;
}

/** Silence that ends the turn as things stand: it is over once `cues.quietMs` has reached it. */
export function requiredSilenceMs(situation: EndOfTurnSituation, patience: Patience): number {
  if (numberIsOpen(situation)) return patience.digitGapMs;
  const { completeness, expectedDigits, expectsShort, cues, hint } = situation;
  let share = 1;
  if (completeness === 'complete') share += shares.completeText;
  if (completeness === 'open') share += shares.openText;
  if (expectedDigits > 0) share += shares.completeNumber;
  else if (expectsShort) share += shares.shortAnswer;
  else share += pausesOf[situation.language].silenceShare;
  if (cues.voice >= stillVoice) share += shares.stillVoice;
  if (hint !== undefined) share += shares.hint * (2 * hint - 1);
  const silenceMs = patience.silenceMs * share;
  return Math.round(Math.min(patience.mostSilenceMs, Math.max(patience.leastSilenceMs, silenceMs)));
}

/**
 * The voice has died away at once, as it does at an end and seldom in a pause: not enough to take the turn, but enough
 * for a word that tells the caller that the bot is with them.
 */
export function isClearSilence(situation: EndOfTurnSituation, patience: Patience): boolean {
  const { cues, language, completeness, hint = 1 } = situation;
  if (!pausesOf[language].clearSilences || completeness === 'open' || hint < likelyOver) return false;
  return cues.quietMs >= clearSilenceMs && cues.lingeringVoice <= patience.clearVoice && !numberIsOpen(situation);
}

/** The caller's turn is over. */
export function turnIsOver(situation: EndOfTurnSituation, patience: Patience): boolean {
  const { quietMs } = situation.cues;
  return quietMs > 0 && quietMs >= requiredSilenceMs(situation, patience);
}
