/** What happens to a reply while the engine makes it: held as a guess, or being spoken. */
import type { Language } from '../core/language.js';
import type { Effect } from './effect.js';
import { sessionOpening } from './engine.js';
import type { ControllerEvent } from './event.js';
import { followCaller } from './language-moves.js';
import { apologise, chain, dropBot, finish, type Move, ownAnswer, type Step, stay } from './moves.js';
import { type ProtectedAudio, withWords } from './playing.js';
import type { Afterwards, ControllerState, Reply } from './state.js';
import type { ToolCall } from './tool.js';
import { replyAudible, replyBegun } from './waterfall.js';

type Event<T extends ControllerEvent['type']> = Extract<ControllerEvent, { type: T }>;

/** Changes the reply of that id, guess or spoken; a reply that is no more is left alone. */
export function withReply(
  state: ControllerState,
  id: number,
  change: (reply: Reply) => Reply,
  effects: { readonly always?: Effect; readonly committed?: Effect } = {},
): Step {
  const always = effects.always === undefined ? [] : [effects.always];
  if (state.guess?.id === id) return stay({ ...state, guess: change(state.guess) }, ...always);
  if (state.bot?.reply?.id !== id) return stay(state);
  const reply = change(state.bot.reply);
  const committed = effects.committed === undefined ? [] : [effects.committed];
  return stay({ ...state, bot: { ...state.bot, reply, afterwards: reply.afterwards } }, ...always, ...committed);
}

export const onReplyBegun =
  (event: Event<'reply-begun'>, nowMs: number): Move =>
  (state) => {
    if (state.guess?.id !== event.id && state.bot?.id !== event.id) return stay(state);
    return stay({ ...state, waterfall: replyBegun(nowMs)(state.waterfall) });
  };

export const onReplyAudio =
  (event: Event<'reply-audio'>, nowMs: number): Move =>
  (state) => {
    if (state.guess?.id !== event.id && state.bot?.id !== event.id) return stay(state);
    const heard = { ...state, failures: 0, waterfall: replyAudible(nowMs)(state.waterfall) };
    return withReply(heard, event.id, (reply) => ({ ...reply, hasAudio: true }), {
      committed: { type: 'cancel-timer', timer: 'reply' },
    });
  };

/** A reply without a sound, such as a bare hang-up, is over as soon as it is complete. */
export const onReplyDone =
  (event: Event<'reply-done'>): Move =>
  (state) => {
    const step = withReply(state, event.id, (reply) => ({ ...reply, done: true }));
    const reply = step.state.bot?.reply;
    return reply?.id === event.id && !reply.hasAudio ? finish(step.state) : step;
  };

export const onReplyFailed =
  (event: Event<'reply-failed'>): Move =>
  (state) => {
    if (state.guess?.id === event.id) {
      return stay({ ...state, guess: undefined }, { type: 'abort-tools', id: event.id });
    }
    if (state.bot?.reply?.id !== event.id) return stay(state);
    const done = { ...state, bot: { ...state.bot, reply: { ...state.bot.reply, done: true } } };
    return state.turn === 'BotReplying' ? chain(done, dropBot, apologise) : chain(done, dropBot);
  };

export const onToolCall =
  (event: Event<'tool-call'>): Move =>
  (state) => {
    const { id, call, effect } = event;
    const isGuess = state.guess?.id === id;
    if (!isGuess && state.bot?.reply?.id !== id) return stay(state);
    if (effect === undefined) return stay(state, refusal(id, call));
    if (effect === 'call') return onCallTool(state, id, call);
    if (effect === 'write' && isGuess) {
      return withReply(state, id, (reply) => ({ ...reply, heldTools: [...reply.heldTools, call] }));
    }
    return withReply(state, id, (reply) => ({ ...reply, hasChanged: reply.hasChanged || effect === 'write' }), {
      always: { type: 'run-tool', id, call },
    });
  };

export const onToolResult =
  (event: Event<'tool-result'>): Move =>
  (state) => {
    const { id, toolCallId, result, name } = event;
    return stay(
      state,
      { type: 'remember', entry: { role: 'tool', id, toolCallId, name, result } },
      { type: 'answer-tool', id, toolCallId, result },
    );
  };

/** Hanging up and transferring wait until the reply has been heard; the engine is told at once that they will be done. */
function onCallTool(state: ControllerState, id: number, call: ToolCall): Step {
  const afterwards = callTools[call.name]?.(call, state);
  if (afterwards === undefined) return stay(state, refusal(id, call));
  const value = { scheduled: true };
  return withReply(state, id, (reply) => ({ ...reply, afterwards }), {
    always: { type: 'answer-tool', id, toolCallId: call.toolCallId, result: { ok: true, value } },
  });
}

const callTools: Readonly<Record<string, (call: ToolCall, state: ControllerState) => Afterwards | undefined>> = {
  hang_up: () => ({ type: 'hang-up', reason: 'bot-hung-up' }),
  transfer_to_human: (call, state) =>
    state.rules.canTransfer ? { type: 'transfer', reason: String(call.arguments.reason ?? '') } : undefined,
};

function refusal(id: number, call: ToolCall): Effect {
  const message = `there is no tool ${call.name} here`;
  return { type: 'answer-tool', id, toolCallId: call.toolCallId, result: { ok: false, code: 'TOOL_UNKNOWN', message } };
}

/** What a reply asks for holds once the reply counts. */
export const onExpects =
  (id: number, expects: Reply['expects']): Move =>
  (state) => {
    if (state.guess?.id === id) return stay({ ...state, guess: { ...state.guess, expects } });
    if (id !== sessionOpening && state.bot?.id !== id) return stay(state);
    return stay({ ...state, expectedDigits: expects.digits, expectsShort: expects.short });
  };

export const onLanguage =
  (id: number, language: Language): Move =>
  (state) => {
    const { guess, bot, rules } = state;
    if (rules.language.policy === 'fixed' || !rules.language.languages.includes(language)) return stay(state);
    if (guess?.id === id) return stay({ ...state, guess: { ...guess, language } });
    if (bot?.reply === undefined || bot.id !== id) return stay(state);
    return stay({ ...state, language, bot: { ...bot, reply: { ...bot.reply, language } } });
  };

/** Partial texts replace each other; the final one is remembered when its reply counts. */
export const onHeard =
  (event: Event<'heard'>, nowMs: number): Move =>
  (state) => {
    const hearsWhileSpoken = state.hearsWhileSpoken || !event.final;
    // A partial text lags behind the speech; what a standing guess was made of is the better one.
    const isStale = !event.final && state.guess?.heard !== undefined;
    const partial = { ...state, partial: isStale ? state.partial : event.text, hearsWhileSpoken };
    if (!event.final) return stay(partial);
    if (event.id === undefined) return followCaller(event, nowMs)(partial);
    const isSilent = state.bot?.id === event.id && !state.bot.audible && state.bot.reply?.hasAudio === false;
    const answer = isSilent ? ownAnswer(state, event.id, event.text, nowMs) : undefined;
    if (answer !== undefined) return answer(partial);
    const heard = withReply(partial, event.id, (reply) => ({ ...reply, heard: event.text }), {
      committed: { type: 'remember', entry: { role: 'caller', id: event.id, text: event.text } },
    });
    const step = followCaller(event, nowMs)(heard.state);
    return { state: step.state, effects: [...heard.effects, ...step.effects] };
  };

export const onProtected =
  (id: number, audio: ProtectedAudio): Move =>
  (state) => {
    if (state.guess?.id === id) return stay({ ...state, guess: withProtected(state.guess, audio) });
    return state.bot?.id === id ? stay({ ...state, bot: withProtected(state.bot, audio) }) : stay(state);
  };

export const onWords =
  ({ id, atMs }: Event<'words'>): Move =>
  (state) => {
    if (state.guess?.id === id) return stay({ ...state, guess: withWords(state.guess, atMs) });
    return state.bot?.id === id ? stay({ ...state, bot: withWords(state.bot, atMs) }) : stay(state);
  };

const withProtected = <T extends Reply | NonNullable<ControllerState['bot']>>(of: T, audio: ProtectedAudio): T => ({
  ...of,
  protected: [...of.protected, audio],
});
