/** Rows that are the same in several states. */
import { takeLine } from '../attention-moves.js';
import { withAnswer } from '../end-of-turn/pause-hint.js';
import type { ControllerEvent } from '../event.js';
import { onEngineChanged } from '../failover-moves.js';
import { onDrift } from '../language-moves.js';
import { chain, closeTurn, dropBot, dropGuess, end, giveUp, putOnHold, say, stay } from '../moves.js';
import { onPlayed } from '../play-moves.js';
import {
  onExpects,
  onHeard,
  onLanguage,
  onProtected,
  onReplyBegun,
  onToolCall,
  onToolResult,
  onWords,
} from '../reply-moves.js';
import type { TurnState } from '../state.js';
import { noted, type Row, type Rows } from './row.js';

export const lineCue: Omit<Row<Extract<ControllerEvent, { type: 'line' }>>, 'to'> = {
  means: 'what the line tells of who is there: a voicemail, music or a fax is left alone',
  move: ({ cue }, nowMs) => takeLine(cue, nowMs),
};

export const heard: Omit<Row<Extract<ControllerEvent, { type: 'heard' }>>, 'to'> = {
  means: 'the engine tells what the caller said',
  move: (event, nowMs) => onHeard(event, nowMs),
};

/** Rows that hold wherever a conversation goes on. */
export function everywhere(here: TurnState): Rows {
  return {
    'tool-result': { to: [here], means: 'a tool has answered', move: (event) => onToolResult(event) },
    protected: {
      to: [here],
      means: 'words of the reply that may not be cut',
      move: ({ id, fromMs, untilMs }) => onProtected(id, { fromMs, untilMs }),
    },
    'turn-hint': {
      to: [here],
      means: 'the turn model has judged a pause; too late when the caller has gone on, or the bot has',
      move:
        ({ pause, finished }) =>
        (state) =>
          stay({ ...state, pauseHint: withAnswer(state.pauseHint, pause, finished) }),
    },
    words: {
      to: [here],
      means: 'where in the audio words of an utterance begin',
      move: (event) => onWords(event),
    },
    hold: { to: [here], means: 'the caller puts the call on hold, or comes back', move: ({ held }) => putOnHold(held) },
    line: { ...lineCue, to: [here, 'BotReplying', 'Ended'] },
    voice: { ...noted(here), means: 'how the turn sounds so far, or how it sounded' },
    emotion: { ...noted(here), means: 'what the engine makes of the mood of a turn' },
    heard: { ...heard, to: [here] },
    expects: {
      to: [here],
      means: 'the engine asks for a number, or for a word or two',
      move: ({ id, digits, short }) => onExpects(id, { digits, short }),
    },
    language: {
      to: [here],
      means: 'the conversation changes its language',
      move: ({ id, language }) => onLanguage(id, language),
    },
    gone: { to: ['Ended'], means: 'the call is gone', move: (event) => end(event.reason) },
    'timer:call-limit': {
      to: ['BotReplying'],
      means: 'the call has lasted too long',
      move: () => (state) =>
        chain(
          state,
          dropGuess,
          dropBot,
          closeTurn,
          say({ phrase: 'call-limit' }, { type: 'hang-up', reason: 'call-limit' }),
        ),
    },
    'engine-changed': {
      to: [here, 'BotReplying'],
      means: 'another engine goes on, which can do other things',
      move: ({ rules }) => onEngineChanged(rules),
    },
    'engine-lost': {
      to: ['BotReplying'],
      means: 'the engine is gone',
      move: () => (state) => chain({ ...state, guess: undefined }, dropBot, closeTurn, giveUp),
    },
  };
}

/** Rows that hold wherever a reply is made, as a guess or spoken. */
export function whereRepliesAre(here: TurnState): Rows {
  return {
    'tool-call': { to: [here], means: 'the engine calls a tool', move: (event) => onToolCall(event) },
    drift: {
      to: [here],
      means: 'the reply begins in another language: it is asked for once more before it is heard',
      move: (event, nowMs) => onDrift(event, nowMs),
    },
    'reply-begun': { to: [here], means: 'first sign of the reply', move: (event, nowMs) => onReplyBegun(event, nowMs) },
  };
}

export const onPlayEnded: Row<Extract<ControllerEvent, { type: 'play-ended' }>> = {
  to: ['Silence', 'UserSpeaking', 'UserPaused', 'BotReplying', 'Ended'],
  means: 'an utterance was played, or cut',
  move: (event, nowMs) => onPlayed(event, nowMs),
};

export const notOurTurn = 'the end of speech that was not taken for a turn';
export const tooLate = 'the first packet of an utterance that was dropped meanwhile';
