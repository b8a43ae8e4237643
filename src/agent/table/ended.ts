/** The call is over. */
import { onToolResult } from '../reply-moves.js';
import { onPlayEnded } from './common-rows.js';
import { ignored, type Rows } from './row.js';

export const ended: Rows = {
  'tool-result': { to: ['Ended'], means: 'a change that was under way', move: (event) => onToolResult(event) },
  'play-ended': {
    to: ['Ended'],
    means: 'what was heard of the last utterance',
    move: (event, nowMs) => (state) => onPlayEnded.move(event, nowMs)({ ...state, bot: undefined }),
  },
  gone: ignored('Ended', 'the other end is gone too'),
  'engine-changed': ignored('Ended', 'another engine, too late'),
  'turn-hint': ignored('Ended', 'the turn model was asked before'),
  'transfer-result': ignored('Ended', 'the caller left while being transferred'),
  words: ignored('Ended', 'an utterance that was being made'),
  hold: ignored('Ended', 'a re-INVITE that crosses the end'),
  voice: ignored('Ended', 'how the caller sounded, too late'),
  emotion: ignored('Ended', 'what the engine made of a turn, too late'),
  line: ignored('Ended', 'the line is still heard'),
  cues: ignored('Ended', 'the caller is still heard'),
};
