/** The caller speaks. */
import { onReplyCut } from '../failover-moves.js';
import { dropBot, stay } from '../moves.js';
import { onReplyAudio, onReplyDone, onReplyFailed } from '../reply-moves.js';
import { cues, digitsInsteadOfSpeech, endOfTurn, engineEndsTurn, pause } from './caller-turn.js';
import { everywhere, onPlayEnded, tooLate, whereRepliesAre } from './common-rows.js';
import { ignored, type Rows } from './row.js';

export const userSpeaking: Rows = {
  ...everywhere('UserSpeaking'),
  ...whereRepliesAre('UserSpeaking'),
  'guess-allowance': {
    to: ['UserSpeaking'],
    means: "the engine's load allows more or fewer guesses",
    move:
      ({ guesses }) =>
      (state) =>
        stay({ ...state, guessAllowance: guesses }),
  },
  cues,
  'engine-speech-started': ignored('UserSpeaking', 'the ears knew it before'),
  'engine-speech-stopped': engineEndsTurn,
  'speech-start': ignored('UserSpeaking', 'the frames knew it before'),
  'speech-resume': ignored('UserSpeaking', 'the frames knew it before'),
  'speech-pause': {
    to: ['UserPaused', 'UserSpeaking'],
    means: 'a pause; while the caller talks over the bot the frames tell more',
    move: (event, nowMs) => (state) =>
      state.overlap === undefined ? pause(event.lastVoicedMs, nowMs)(state) : stay(state),
  },
  'timer:interruption': { to: ['UserSpeaking'], means: 'the caller means it: the bot is cut', move: () => dropBot },
  'timer:turn-limit': endOfTurn,
  dtmf: digitsInsteadOfSpeech,
  'play-started': ignored('UserSpeaking', tooLate),
  'reply-audio': { to: ['UserSpeaking'], means: 'audio of the paused reply', move: onReplyAudio },
  'reply-done': { to: ['UserSpeaking'], means: 'the paused reply is complete', move: onReplyDone },
  'reply-cut': {
    to: ['UserSpeaking'],
    means: 'the paused reply lost its engine: the caller has the turn',
    move: ({ id }, nowMs) => onReplyCut(id, nowMs),
  },
  'reply-failed': { to: ['UserSpeaking'], means: 'the paused reply broke', move: (event) => onReplyFailed(event) },
  'play-ended': { ...onPlayEnded, to: ['UserSpeaking', 'Ended'] },
};
