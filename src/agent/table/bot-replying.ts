/** The bot speaks, or is about to. */
import { fillSilence } from '../attention-moves.js';
import { onReplyCut } from '../failover-moves.js';
import { takeDigit } from '../keypad-moves.js';
import { apologise, chain, dropBot, end, finish, say, stay } from '../moves.js';
import { listenWhileSpeaking, overlap } from '../overlap-moves.js';
import { onAudible } from '../play-moves.js';
import { onReplyAudio, onReplyDone, onReplyFailed } from '../reply-moves.js';
import { everywhere, heard, lineCue, notOurTurn, onPlayEnded, whereRepliesAre } from './common-rows.js';
import { ignored, type Rows } from './row.js';

export const botReplying: Rows = {
  ...everywhere('BotReplying'),
  ...whereRepliesAre('BotReplying'),
  line: { ...lineCue, to: ['BotReplying', 'Silence', 'Ended'] },
  heard: {
    ...heard,
    to: ['BotReplying', 'Silence'],
    means: 'the engine tells what the caller said; the announcement of a voicemail is not answered',
  },
  'speech-start': {
    to: ['UserSpeaking', 'BotReplying'],
    means: 'the caller talks over the bot, which pauses',
    move: (event, nowMs) => overlap(event.onsetMs, nowMs),
  },
  'speech-resume': {
    to: ['UserSpeaking', 'BotReplying'],
    means: 'the caller talks over the bot, which pauses',
    move: (event, nowMs) => overlap(event.onsetMs, nowMs),
  },
  'engine-speech-started': {
    to: ['UserSpeaking', 'BotReplying'],
    means: 'the engine hears the caller talk over the bot, which pauses',
    move: (_event, nowMs) => overlap(nowMs, nowMs),
  },
  'engine-speech-stopped': ignored('BotReplying', notOurTurn),
  'speech-pause': ignored('BotReplying', notOurTurn),
  cues: {
    to: ['BotReplying', 'UserSpeaking'],
    means: 'the caller talks on; in words that may not be cut, the bot pauses after them',
    move: (event, nowMs) => listenWhileSpeaking(event.cues, nowMs),
  },
  dtmf: {
    to: ['Silence', 'BotReplying'],
    means: 'a key cuts the bot',
    move: (event, nowMs) => (state) =>
      state.transferring || state.bot?.afterwards.type !== 'listen' || state.rules.turnDetection === 'duplex'
        ? stay(state)
        : chain(state, dropBot, takeDigit(event.digit, nowMs)),
  },
  'reply-audio': { to: ['BotReplying'], means: 'first audio of the reply', move: onReplyAudio },
  'reply-done': { to: ['BotReplying', 'Silence', 'Ended'], means: 'the reply is complete', move: onReplyDone },
  'reply-cut': {
    to: ['BotReplying', 'Silence', 'Ended'],
    means: 'the reply lost its engine: a word of the bot, and another engine goes on',
    move: ({ id }, nowMs) => onReplyCut(id, nowMs),
  },
  'reply-failed': { to: ['BotReplying'], means: 'the reply broke: apology', move: (event) => onReplyFailed(event) },
  'timer:filler': { to: ['BotReplying'], means: 'the caller has waited: a word meanwhile', move: () => fillSilence },
  'timer:reply': {
    to: ['BotReplying'],
    means: 'the engine is late: apology',
    move: () => (state) => chain(state, dropBot, apologise),
  },
  'play-started': {
    to: ['BotReplying'],
    means: 'the bot is audible',
    move: (event, nowMs) => onAudible(event.id, nowMs),
  },
  'play-ended': { ...onPlayEnded, to: ['BotReplying', 'Silence', 'UserSpeaking', 'Ended'] },
  'phrase-failed': {
    to: ['BotReplying', 'Silence', 'Ended'],
    means: 'the voice broke, or was later than the reply: the words are left out',
    move: (event) => (state) => (state.bot?.id === event.id ? finish(state) : stay(state)),
  },
  'transfer-result': {
    to: ['Ended', 'BotReplying'],
    means: 'a human took the call, or the bot apologises',
    move: (event) => (state) => {
      if (!state.transferring) return stay(state);
      const back = { ...state, transferring: false };
      return event.accepted ? end('transferred')(back) : chain(back, say({ phrase: 'transfer-failed' }));
    },
  },
};
