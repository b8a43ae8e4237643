/** What the Controller does at once, without the engine: fills silence, and leaves a line with nobody on it. */
import type { LineCue } from '../core/line-cues.js';
import { notice } from './attention.js';
import type { Effect } from './effect.js';
import type { ControllerEvent } from './event.js';
import { chain, closeTurn, dropBot, dropGuess, end, type Move, type Step, say, stay } from './moves.js';
import type { PhraseName } from './phrases.js';
import type { ControllerState } from './state.js';
import { nextFiller } from './system1/filler-rule.js';
import { otherEndAction } from './system1/other-end/hang-up-rule.js';
import { noteLine } from './system1/other-end/other-end.js';

/** After every event: what was noticed, and the filler that is due next. */
export const attend =
  (before: ControllerState, event: ControllerEvent, nowMs: number): Move =>
  (state) => {
    if (state.turn === 'Ended') return stay(state);
    const noticed = { ...state, attention: notice(before, state, event, nowMs) };
    const { wait } = noticed.attention;
    const isNew = wait !== undefined && wait.replyId !== before.attention.wait?.replyId;
    return chain(noticed, isNew && state.rules.system1.opener ? opener : stay, armFiller(nowMs));
  };

function armFiller(nowMs: number): Move {
  return (state) => {
    const { wait, fillerId, fillerDueMs, otherEnd } = state.attention;
    const isMusic = otherEnd.verdict.kind === 'hold-music';
    const next = wait && fillerId === undefined && !isMusic ? nextFiller(wait, state.rules.system1) : undefined;
    if (next?.atMs === fillerDueMs) return stay(state);
    const armed = { ...state, attention: { ...state.attention, fillerDueMs: next?.atMs } };
    const effect: Effect =
      next === undefined
        ? { type: 'cancel-timer', timer: 'filler' }
        : { type: 'set-timer', timer: 'filler', delayMs: Math.max(0, next.atMs - nowMs) };
    return stay(armed, effect);
  };
}

/** The caller has waited for long enough: the bot says that it is at it. */
export const fillSilence: Move = (state) => {
  const { wait } = state.attention;
  const next = wait && nextFiller(wait, state.rules.system1);
  return next === undefined ? stay(state) : sayFiller(state, next.phrase);
};

/** The bot takes the turn with a word before the engine's first. */
const opener: Move = (state) => sayFiller(state, 'acknowledge');

/** The engine of what was being said is gone: a word until the next one goes on. */
export const bridge: Move = (state) => sayFiller(state, 'bridge');

/** A filler is heard before the reply, whose audio waits for its end in the pacer's queue. */
function sayFiller(state: ControllerState, phrase: PhraseName): Step {
  const { attention, nextId: id } = state;
  const wait = attention.wait && { ...attention.wait, said: attention.wait.said + 1 };
  return stay(
    { ...state, nextId: id + 1, attention: { ...attention, wait, fillerId: id, fillerDueMs: undefined } },
    { type: 'say', id, words: { phrase } },
  );
}

/** About once a second, and at every tone: is there anybody to talk to? */
export const takeLine =
  (cue: LineCue, nowMs: number): Move =>
  (state) => {
    const { verdict } = noteLine(state.attention.otherEnd, { type: 'line', cue });
    if (state.transferring || state.bot?.afterwards.type === 'hang-up') return stay(state);
    const action = otherEndAction(verdict, state.rules.system1, nowMs);
    switch (action.type) {
      case 'go-on':
      case 'wait':
        return stay(state);
      case 'hang-up':
        return end(action.reason)(state);
      case 'say-and-hang-up':
        return chain(
          state,
          dropGuess,
          dropBot,
          closeTurn,
          say({ phrase: action.phrase }, { type: 'hang-up', reason: action.reason }),
        );
    }
  };
