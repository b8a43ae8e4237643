/** Rows of the caller's turn, whether the caller speaks or pauses. */
import type { Effect } from '../effect.js';
import type { ControllerEvent, TimerName } from '../event.js';
import { takeDigit } from '../keypad-moves.js';
import { chain, closeTurn, dropBot, dropGuess, type Move, stay } from '../moves.js';
import { takeFrame } from '../overlap-moves.js';
import type { TurnState } from '../state.js';
import { endTurn } from '../turn-moves.js';
import { paused } from '../waterfall.js';
import type { Row } from './row.js';

export const cancel = (timer: TimerName): Effect => ({ type: 'cancel-timer', timer });

export const digitsInsteadOfSpeech: Row<Extract<ControllerEvent, { type: 'dtmf' }>> = {
  to: ['Silence', 'BotReplying'],
  means: 'a key counts more than what was being said',
  move: (event, nowMs) => (state) => chain(state, dropGuess, dropBot, closeTurn, takeDigit(event.digit, nowMs)),
};

/** Where the end of the caller's turn leads: a guess that was complete without a sound is over at once. */
const afterTurn: readonly TurnState[] = ['BotReplying', 'Silence', 'Ended'];

/** Timers end a turn only when the frames of the ears fail to. */
export const endOfTurn: Row<Extract<ControllerEvent, { type: 'timer' }>> = {
  to: afterTurn,
  means: 'the turn is over: the guess is committed, or a reply asked for',
  move: (_event, nowMs) => endTurn(nowMs),
};

/** What is said over the bot is judged by the ears first. */
export const engineEndsTurn: Row<Extract<ControllerEvent, { type: 'engine-speech-stopped' }>> = {
  to: [...afterTurn, 'UserSpeaking', 'UserPaused'],
  means: 'the engine takes the turn for over',
  move: (_event, nowMs) => (state) => (state.overlap === undefined ? endTurn(nowMs)(state) : stay(state)),
};

export const cues: Row<Extract<ControllerEvent, { type: 'cues' }>> = {
  to: ['UserSpeaking', 'UserPaused', ...afterTurn],
  means:
    'a frame of the turn: a guess starts or is discarded, the turn is over, or the bot goes on after a back-channel',
  move: (event, nowMs) => takeFrame(event.cues, nowMs),
};

/** The ears report a pause: from here on the turn ends at the latest when the patience does. */
export function pause(lastVoicedMs: number, nowMs: number): Move {
  return (state) => {
    const waterfall = paused(lastVoicedMs, nowMs)(state.waterfall);
    const delayMs = Math.max(0, state.rules.patience.mostSilenceMs - (nowMs - lastVoicedMs));
    const timer: Effect = { type: 'set-timer', timer: 'end-of-turn', delayMs };
    return stay({ ...state, turn: 'UserPaused', waterfall }, timer);
  };
}
