/** The caller is silent, and may go on. */
import { onReplyCut } from '../failover-moves.js';
import { type Move, stay } from '../moves.js';
import { onReplyAudio, onReplyDone, onReplyFailed } from '../reply-moves.js';
import { cancel, cues, digitsInsteadOfSpeech, endOfTurn, engineEndsTurn, pause } from './caller-turn.js';
import { everywhere, onPlayEnded, tooLate, whereRepliesAre } from './common-rows.js';
import { ignored, type Rows } from './row.js';

const goOn = {
  to: ['UserSpeaking' as const],
  means: 'the caller goes on; the frames tell whether the guess still stands',
  move: (): Move => (state) => stay({ ...state, turn: 'UserSpeaking' }, cancel('end-of-turn')),
};

export const userPaused: Rows = {
  ...everywhere('UserPaused'),
  ...whereRepliesAre('UserPaused'),
  cues,
  'engine-speech-started': ignored('UserPaused', 'the ears knew it before'),
  'engine-speech-stopped': engineEndsTurn,
  'speech-pause': {
    to: ['UserPaused'],
    means: 'the pause is long enough to be one',
    move: (event, nowMs) => pause(event.lastVoicedMs, nowMs),
  },
  'speech-resume': goOn,
  'speech-start': goOn,
  'play-started': ignored('UserPaused', tooLate),
  'timer:end-of-turn': endOfTurn,
  'timer:turn-limit': endOfTurn,
  dtmf: digitsInsteadOfSpeech,
  'reply-audio': { to: ['UserPaused'], means: 'the guess has audio, held', move: onReplyAudio },
  'reply-done': { to: ['UserPaused'], means: 'the guess is complete, held', move: onReplyDone },
  'reply-cut': {
    to: ['UserPaused'],
    means: 'the guess lost its engine',
    move: ({ id }, nowMs) => onReplyCut(id, nowMs),
  },
  'reply-failed': { to: ['UserPaused'], means: 'the guess broke', move: (event) => onReplyFailed(event) },
  'play-ended': { ...onPlayEnded, to: ['UserPaused'] },
};
