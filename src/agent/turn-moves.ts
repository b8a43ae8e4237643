/** The caller's turn, frame by frame: when to guess, and when it is over. */
import type { TurnCues } from '../core/turn-cues.js';
import type { Effect } from './effect.js';
import { completenessOf } from './end-of-turn/completeness.js';
import { dictatedDigits } from './end-of-turn/dictation.js';
import { type EndOfTurnSituation, turnIsOver } from './end-of-turn/end-of-turn.js';
import { trackGuess } from './end-of-turn/guess-timing.js';
import type { Patience } from './end-of-turn/patience.js';
import { afterPause, isToBeAsked } from './end-of-turn/pause-hint.js';
import { endMood, owes } from './mood-moves.js';
import {
  callHumanAtOnce,
  chain,
  closeTurn,
  dropBot,
  dropGuess,
  listen,
  type Move,
  request,
  stay,
  takeGuess,
} from './moves.js';
import type { ControllerState } from './state.js';
import { awaitsBeep } from './system1/other-end/hang-up-rule.js';
import { paused } from './waterfall.js';

const cancel = (timer: 'end-of-turn'): Effect => ({ type: 'cancel-timer', timer });

/** The turn is over: the guess is committed if it still stands, or a reply asked for. */
export const endTurn =
  (nowMs: number): Move =>
  (state) =>
    chain(state, dropBot, closeTurn, endMood(state.guess?.id ?? state.nextId, nowMs), (quiet) =>
      owes(quiet, 'transfer') ? callHumanAtOnce(quiet) : answer(nowMs)(quiet),
    );

const answer =
  (nowMs: number): Move =>
  (state) =>
    awaitsBeep(state.attention.otherEnd.verdict, state.rules.system1, nowMs)
      ? chain(state, dropGuess, listen)
      : chain(state, state.guess === undefined ? request({ kind: 'speech' }, false, nowMs) : stay, takeGuess(nowMs));

/** One frame of the caller's turn. */
export const takeCues =
  (cues: TurnCues, nowMs: number): Move =>
  (before) => {
    if (before.rules.turnDetection !== 'controller') return pauseOrGoOn(cues, nowMs)(before);
    const state = withPause(withVoiceRun(before, cues), cues);
    const situation = situationOf(state, cues);
    return chain(state, pauseOrGoOn(cues, nowMs), askTurnModel(situation), guess(situation, nowMs), (guessed) =>
      turnIsOver(situation, guessed.rules.patience) ? endTurn(nowMs)(guessed) : stay(guessed),
    );
  };

export function situationOf(state: ControllerState, cues: TurnCues): EndOfTurnSituation {
  const { partial, language, expectsShort } = state;
  const digits = digitsOf(state);
  return {
    cues,
    language,
    completeness: completenessOf(partial, language),
    expectedDigits: isDictated(state.expectedDigits, digits) ? state.expectedDigits : 0,
    digits,
    expectsShort,
    hint: state.pauseHint.finished,
  };
}

/** Speech in one go that is longer than any digit: when the engine makes out nothing of it, it was none. */
const longerThanDigitMs = 800;
/** A shorter silence is a stop closure in a word. */
const betweenWordsMs = 160;

/** Digits heard so far; undefined where the engine does not tell, or a single digit may have been lost. */
function digitsOf({ partial, language, hearsWhileSpoken, voiceRun }: ControllerState) {
  if (partial !== '') return dictatedDigits(partial, language);
  return hearsWhileSpoken && voiceRun.longestMs >= longerThanDigitMs ? 0 : undefined;
}

/** How long the caller has spoken in one go, at most. */
function withVoiceRun(state: ControllerState, { quietMs, atMs }: TurnCues): ControllerState {
  const { sinceMs, longestMs } = state.voiceRun;
  if (quietMs >= betweenWordsMs) return { ...state, voiceRun: { sinceMs: undefined, longestMs } };
  const since = sinceMs ?? atMs;
  return { ...state, voiceRun: { sinceMs: since, longestMs: Math.max(longestMs, atMs - quietMs - since) } };
}

/** A key of a menu or a month is not dictated, and who says words without a digit is saying something else. */
const shortestNumber = 3;
const isDictated = (expectedDigits: number, digits: number | undefined) =>
  expectedDigits >= shortestNumber && digits !== 0;

function pauseOrGoOn({ quietMs, atMs }: TurnCues, nowMs: number): Move {
  return (state) => {
    if (quietMs === 0) return stay({ ...state, turn: 'UserSpeaking' }, cancel('end-of-turn'));
    if (state.turn === 'UserPaused') return stay(state);
    return stay({ ...state, turn: 'UserPaused', waterfall: paused(atMs - quietMs, nowMs)(state.waterfall) });
  };
}

const withPause = (state: ControllerState, { quietMs }: TurnCues): ControllerState =>
  quietMs === 0 ? { ...state, pauseHint: afterPause(state.pauseHint) } : state;

const askTurnModel =
  (situation: EndOfTurnSituation): Move =>
  (state) => {
    const { rules, pauseHint } = state;
    if (!rules.turnModel || !isToBeAsked(pauseHint, situation)) return stay(state);
    return stay(
      { ...state, pauseHint: { ...pauseHint, asked: true } },
      { type: 'judge-pause', pause: pauseHint.pause },
    );
  };

function guess(situation: EndOfTurnSituation, nowMs: number): Move {
  return (state) => {
    const { track, action } = trackGuess(state.guesses, situation, allowedPatience(state));
    const tracked = { ...state, guesses: track };
    switch (action) {
      case 'none':
        return stay(tracked);
      case 'discard':
        return dropGuess(tracked);
      case 'start':
        return chain(tracked, dropGuess, request({ kind: 'speech' }, true, nowMs));
    }
  };
}

function allowedPatience({ rules: { patience }, guessAllowance }: ControllerState): Patience {
  return { ...patience, guesses: Math.min(patience.guesses, guessAllowance) };
}
