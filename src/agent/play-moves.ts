/** What becomes of the conversation when an utterance is heard, and when it was. */
import type { Effect } from './effect.js';
import type { ControllerEvent } from './event.js';
import { continueReply } from './failover-moves.js';
import { reportDrift } from './language-moves.js';
import { beginTurn, chain, finish, type Move, stay } from './moves.js';
import { playingSince } from './playing.js';
import { playStarted } from './waterfall.js';

type PlayEnded = Extract<ControllerEvent, { type: 'play-ended' }>;

export const onAudible =
  (id: number, nowMs: number): Move =>
  (state) => {
    if (state.bot?.id !== id) return stay(state);
    const waterfall = playStarted(nowMs)(state.waterfall);
    const bot = playingSince(state.bot, nowMs);
    const report: Effect[] = bot.reply === undefined ? [] : [{ type: 'report-turn', id, waterfall }];
    return stay({ ...state, bot, waterfall }, ...report);
  };

export const onPlayed =
  (event: PlayEnded, nowMs: number): Move =>
  (state) => {
    const { id, own, playedMs, heardText, cut } = event;
    const effects: Effect[] = [];
    if (heardText !== '') effects.push({ type: 'remember', entry: { role: 'bot', id, text: heardText, cut } });
    if (own) effects.push({ type: 'note-said', text: heardText });
    else if (cut) effects.push({ type: 'truncate-reply', id, playedMs, heardText });
    if (!own && state.bot?.id === id) effects.push(...reportDrift(state.bot, heardText));
    const step = state.bot?.id === id ? afterPlay(event, nowMs)(state) : stay(state);
    return { state: step.state, effects: [...effects, ...step.effects] };
  };

/** Only a reply whose engine is gone is cut and still what the bot says. */
const afterPlay = (event: PlayEnded, nowMs: number): Move =>
  event.cut
    ? (state) => (state.turn === 'BotReplying' ? continueReply(event, nowMs)(state) : finishWhere(state))
    : finishWhere;

/** An utterance can end just as the caller begins to talk over it: then the caller simply has the turn. */
const finishWhere: Move = (state) =>
  state.turn === 'BotReplying' || state.bot?.afterwards.type === 'hang-up'
    ? chain(state, finish, letIn)
    : stay(
        { ...state, bot: undefined, overlap: undefined },
        { type: 'cancel-timer', timer: 'interruption' },
        // What is said next is heard.
        { type: 'resume-play', place: undefined },
      );

/** Who began to talk in words that could not be cut, and still talks, has the turn after them. */
const letIn: Move = (state) => {
  if (state.waitingOnsetMs === undefined || state.turn !== 'Silence') return stay(state);
  return beginTurn({ ...state, waitingOnsetMs: undefined });
};
