/** What the Controller does when the engine of a reply is gone and another one goes on. docs/adr/0116-failover.md. */
import { bridge } from './attention-moves.js';
import type { Effect } from './effect.js';
import type { ReplyInput } from './engine.js';
import {
  apologise,
  chain,
  dropBot,
  dropGuess,
  finish,
  type Move,
  open,
  request,
  say,
  stay,
  takeGuess,
} from './moves.js';
import type { ControllerState, EngineRules, Reply } from './state.js';

const cancel = (timer: 'reply' | 'end-of-turn' | 'turn-limit'): Effect => ({ type: 'cancel-timer', timer });

/**
 * A reply that is being heard is silenced, and goes on when it is known what was heard of it; one that is not is asked for
 * again at once. While the caller has the turn it is dropped.
 */
export const onReplyCut =
  (id: number, nowMs: number): Move =>
  (state) => {
    const { bot, guess, turn } = state;
    if (guess?.id === id) return stay({ ...state, guess: undefined }, { type: 'abort-tools', id });
    if (bot?.reply?.id !== id) return stay(state);
    const cut = { ...state, bot: { ...bot, reply: { ...bot.reply, isCut: true } } };
    if (turn !== 'BotReplying') return chain(cut, dropBot);
    if (!bot.reply.hasAudio) return chain(cut, abortTools(id), continueReply({ playedMs: 0, heardText: '' }, nowMs));
    return chain(cut, abortTools(id), (silent) => stay(silent, cancel('reply'), { type: 'stop-play' }));
  };

const abortTools =
  (id: number): Move =>
  (state) =>
    stay(state, { type: 'abort-tools', id });

/** The caller's turn is answered by the next engine, from the word on that was heard last, after a word of the bot's own. */
export const continueReply =
  ({ playedMs, heardText }: { readonly playedMs: number; readonly heardText: string }, nowMs: number): Move =>
  (state) => {
    const { bot, attention } = state;
    const reply = bot?.reply;
    if (bot === undefined || reply === undefined) return stay(state);
    // It has said that it hangs up or transfers.
    if (bot.afterwards.type !== 'listen') return finish(state);
    const input = isAskedAgain(reply) ? inputFor(reply.input, state) : undefined;
    if (input === undefined) return chain({ ...state, bot: undefined }, apologise);
    // The caller has waited since the turn was over, not since now.
    const wait = attention.wait && { ...attention.wait, replyId: state.nextId };
    const waiting = { ...state, bot: undefined, attention: { ...attention, wait } };
    return chain(
      waiting,
      request(input, false, nowMs, { id: reply.id, heardText }),
      takeGuess(nowMs),
      playedMs > 0 ? bridge : stay,
    );
  };

/** What was changed must not be changed twice; the caller is asked instead. */
const isAskedAgain = ({ done, hasChanged, afterwards }: Reply): boolean =>
  !done && !hasChanged && afterwards.type === 'listen';

/** The reply whose turn is given to the next engine once more, should the one at hand be lost. */
export function turnAskedAgain({ bot }: ControllerState): number | undefined {
  // What is asked once more is told in words, the turn itself with what was said before.
  const isGiven = bot?.reply !== undefined && bot.reply.input.kind !== 'again' && isAskedAgain(bot.reply);
  return isGiven ? bot.id : undefined;
}

/** A duplex engine is not asked, it listens; what was said to one cannot be asked of another. */
function inputFor(input: ReplyInput, { rules }: ControllerState): ReplyInput | undefined {
  if (rules.turnDetection === 'duplex') return { kind: 'open' };
  return input.kind === 'open' || (input.kind === 'again' && !rules.rephrases) ? undefined : input;
}

/** Another engine goes on: the Controller minds what this one can do. */
export const onEngineChanged =
  (rules: EngineRules): Move =>
  (state) => {
    const changed: ControllerState = {
      ...state,
      rules: { ...state.rules, ...rules },
      guessAllowance: rules.patience.guesses,
      hearsWhileSpoken: false,
      // How fast the engine before was says nothing of this one.
      attention: { ...state.attention, usualAudioMs: undefined },
    };
    const isDuplex = rules.turnDetection === 'duplex';
    if (isDuplex !== (state.rules.turnDetection === 'duplex')) return (isDuplex ? handOver : takeBack)(changed);
    return stay(changed);
  };

/** To an engine that listens and speaks at the same time, once the bot has said what it is saying. */
const handOver: Move = (state) => {
  const { bot, turn } = state;
  if (bot === undefined || turn !== 'BotReplying') return chain(state, dropGuess, dropBot, openTurn);
  // What comes after the bot's own words is the engine's to say; a reply that is cut goes on its way.
  if (bot.reply === undefined || bot.reply.isCut || bot.afterwards.type !== 'listen') return stay(state);
  if (bot.reply.done) return stay({ ...state, bot: { ...bot, afterwards: { type: 'open' } } });
  return chain(state, dropBot, openTurn);
};

const openTurn: Move = (state) => {
  const { state: opened, effects } = open(state);
  return stay(opened, cancel('end-of-turn'), cancel('turn-limit'), { type: 'turn-over' }, ...effects);
};

/** From such an engine: a reply that was asked for in its way does not come from this one. */
const takeBack: Move = (state) => {
  const { bot } = state;
  if (bot?.reply === undefined || bot.reply.isCut) return stay(state);
  return chain(state, dropBot, say({ phrase: 'apology' }));
};
