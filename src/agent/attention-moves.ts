/** What the Controller does at once, without the engine: fills silence, and leaves a line with nobody on it. */
import type { LineCue } from '../core/line-cues.js';
import { notice } from './attention.js';
import type { Effect } from './effect.js';
import { isClearSilence } from './end-of-turn/end-of-turn.js';
import type { ControllerEvent } from './event.js';
import { owes, reportMood } from './mood-moves.js';
import {
  apologiseFirst,
  callHumanAtOnce,
  chain,
  closeTurn,
  dropBot,
  dropGuess,
  end,
  listen,
  type Move,
  type Step,
  say,
  stay,
} from './moves.js';
import type { PhraseName } from './phrases.js';
import type { ControllerState } from './state.js';
import { nextFiller } from './system1/filler-rule.js';
import { wantsOpener } from './system1/opener-rule.js';
import { otherEndAction } from './system1/other-end/hang-up-rule.js';
import { noteLine } from './system1/other-end/other-end.js';
import { situationOf } from './turn-moves.js';

/** After every event: what was noticed, and the filler that is due next. */
export const attend =
  (before: ControllerState, event: ControllerEvent, nowMs: number): Move =>
  (state) => {
    if (state.turn === 'Ended') return stay(state);
    const noticed = { ...state, attention: notice(before, state, event, nowMs) };
    return chain(
      noticed,
      (told) => stay(told, ...reportMood(before, told)),
      actLate,
      (done) => (opensTurn(before, done, event) ? opener(before, nowMs)(done) : stay(done)),
      letHeldOut,
      armFiller(nowMs),
    );
  };

/** What the caller's turn told when it was over already still counts, as long as the reply to it has no sound. */
const actLate: Move = (state) => {
  const { turn, bot, attention } = state;
  const reply = bot?.reply;
  if (turn !== 'BotReplying' || reply === undefined || reply.hasAudio || reply.input.kind !== 'speech')
    return stay(state);
  if (owes(state, 'transfer')) return chain(state, callHumanAtOnce);
  if (!owes(state, 'apologise') || attention.heldReplyId !== undefined) return stay(state);
  return chain(state, (silent) => stay(silent, { type: 'hold-reply', id: reply.id }), apologiseFirst);
};

/** What a reply had to wait for has been said. */
const letHeldOut: Move = (state) => {
  const { attention, bot } = state;
  const { heldReplyId: id, fillerId } = attention;
  if (id === undefined || fillerId !== undefined) return stay(state);
  const released = { ...state, attention: { ...attention, heldReplyId: undefined } };
  return bot?.id === id ? stay(released, { type: 'play-reply', id }) : stay(released);
};

/** The bot's turn has come, or the caller's seems to be over. */
function opensTurn(before: ControllerState, state: ControllerState, event: ControllerEvent): boolean {
  const { wait, opened } = state.attention;
  if (opened) return false;
  // A turn that is taken from a caller who talks on and on is not.
  if (wait !== undefined) return wait.replyId !== before.attention.wait?.replyId && before.turn !== 'UserSpeaking';
  if (event.type !== 'cues' || state.turn !== 'UserPaused' || state.bot !== undefined) return false;
  return (
    state.rules.turnDetection === 'controller' && isClearSilence(situationOf(state, event.cues), state.rules.patience)
  );
}

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

/** A word before the engine's first, where that is late. */
const opener =
  (before: ControllerState, nowMs: number): Move =>
  (state) => {
    const { attention, waterfall, rules } = state;
    const { spokenMs, usualAudioMs: usualMs } = attention;
    const isAsked = state.guess !== undefined || state.bot !== undefined;
    const awaited = {
      lastVoicedMs: waterfall.lastVoicedMs,
      spokenMs,
      isShortAnswer: before.expectsShort,
      requestedMs: isAsked ? waterfall.requestedMs : undefined,
      usualMs,
    };
    if (!wantsOpener(awaited, rules.system1, nowMs)) return stay(state);
    return sayWord({ ...state, attention: { ...attention, opened: true } }, 'acknowledge');
  };

/** The engine of what was being said is gone: a word until the next one goes on. */
export const bridge: Move = (state) => sayFiller(state, 'bridge');

/** A filler is heard before the reply, whose audio waits for its end in the pacer's queue. */
function sayFiller(state: ControllerState, phrase: PhraseName): Step {
  const { attention } = state;
  const wait = attention.wait && { ...attention.wait, said: attention.wait.said + 1 };
  return sayWord({ ...state, attention: { ...attention, wait } }, phrase);
}

/** Its like, which does not count as one. */
function sayWord(state: ControllerState, phrase: PhraseName): Step {
  const { attention, nextId: id } = state;
  return stay(
    { ...state, nextId: id + 1, attention: { ...attention, fillerId: id, fillerDueMs: undefined } },
    { type: 'say', id, words: { phrase } },
  );
}

/** A voicemail records from its beep on; what is said before is said into its announcement. */
const fallSilent: Move = (state) =>
  state.turn === 'BotReplying' && state.bot?.afterwards.type === 'listen' ? chain(state, dropBot, listen) : stay(state);

/** About once a second, and at every tone: is there anybody to talk to? */
export const takeLine =
  (cue: LineCue, nowMs: number): Move =>
  (state) => {
    const { verdict } = noteLine(state.attention.otherEnd, { type: 'line', cue });
    if (state.transferring || state.bot?.afterwards.type === 'hang-up') return stay(state);
    const action = otherEndAction(verdict, state.rules.system1, nowMs);
    switch (action.type) {
      case 'go-on':
        return stay(state);
      case 'wait':
        return verdict.kind === 'voicemail' ? fallSilent(state) : stay(state);
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
