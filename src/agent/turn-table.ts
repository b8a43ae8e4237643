/**
 * Every transition of the conversation: state x event -> move, and the states that the move may lead to.
 * An event without a row in a state is refused there, which is logged and changes nothing.
 * docs/states.md is generated from this table, and a property test holds each move to its `to`.
 */
import type { TurnState } from './state.js';
import { botReplying } from './table/bot-replying.js';
import { ended } from './table/ended.js';
import type { Rows } from './table/row.js';
import { silence } from './table/silence.js';
import { userPaused } from './table/user-paused.js';
import { userSpeaking } from './table/user-speaking.js';

export const turnTable: Readonly<Record<TurnState, Rows>> = {
  Silence: silence,
  UserSpeaking: userSpeaking,
  UserPaused: userPaused,
  BotReplying: botReplying,
  Ended: ended,
};
