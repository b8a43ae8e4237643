/** The language that is spoken: the Controller changes it, and holds replies to it. docs/adr/0124-reply-language.md. */
import type { Language } from '../core/language.js';
import type { Effect } from './effect.js';
import type { ControllerEvent } from './event.js';
import { driftOf, type WrittenLanguage } from './language/drift.js';
import { languageAfter } from './language/language-track.js';
import { rephraseInstruction } from './language/reply-language.js';
import { chain, dropGuess, type Move, request, type Step, stay, takeGuess } from './moves.js';
import type { BotUtterance, ControllerState, Reply } from './state.js';

type Event<T extends ControllerEvent['type']> = Extract<ControllerEvent, { type: T }>;

/** Of an answer that is asked for once more, so much of it is told. */
const maxToldChars = 500;

/** A reply begins in another language than it should, and has not been heard: it is asked for once more, once a turn. */
export const onDrift =
  ({ id, written, text }: Event<'drift'>, nowMs: number): Move =>
  (state) => {
    const { guess, bot } = state;
    const reply = guess?.id === id ? guess : bot?.id === id ? bot.reply : undefined;
    if (reply === undefined) return stay(state);
    const isTooLate = reply !== guess && (state.turn !== 'BotReplying' || bot?.audible === true);
    if (isTooLate || !mayAskAgain(state, reply)) return stay(state, { type: 'pass-reply', id });
    const drift = { wanted: reply.language, written, outcome: 'asked-again' } as const;
    return chain(
      state,
      (told) => stay(told, { type: 'report-drift', drift }),
      askAgain(reply, { text, written, language: reply.language }, nowMs),
    );
  };

/** What was heard of a reply to its end was not in its language: that is all there is to say. */
export function reportDrift(bot: BotUtterance | undefined, heardText: string): readonly Effect[] {
  const wanted = bot?.reply?.language;
  const written = wanted && driftOf(heardText, wanted);
  if (wanted === undefined || written === undefined) return [];
  return [{ type: 'report-drift', drift: { wanted, written, outcome: 'spoken' } }];
}

/** What the caller said, to the end: the bot may go on in another language, at once where the reply has no sound yet. */
export const followCaller =
  ({ id, text, language, confidence }: Event<'heard'>, nowMs: number): Move =>
  (state) => {
    const { guess, bot } = state;
    const next = languageAfter(
      state.languageTrack,
      state.language,
      { text, language, confidence },
      state.rules.language,
    );
    const changed = { language: next.language, languageTrack: next.track };
    if (guess !== undefined && guess.id === id) {
      const heard = { ...guess, ...changed };
      const told = { ...state, guess: heard };
      return next.language === guess.requestedIn ? stay(told) : inLanguage(told, heard, next.language, nowMs);
    }
    const told: ControllerState = { ...state, ...changed };
    if (bot?.reply === undefined || bot.id !== id) return stay(told);
    const reply = { ...bot.reply, ...changed };
    const isSilent = !reply.hasAudio && !bot.audible && state.turn === 'BotReplying';
    if (!isSilent || next.language === reply.requestedIn) return stay(told);
    return inLanguage({ ...told, bot: { ...bot, reply } }, reply, next.language, nowMs);
  };

/** The reply is made anew where the engine can; else it comes as it is, and the next one is in the language. */
const inLanguage = (state: ControllerState, reply: Reply, language: Language, nowMs: number): Step =>
  mayAskAgain(state, reply) ? askAgain(reply, { text: '', written: undefined, language }, nowMs)(state) : stay(state);

/** Once a turn, and never what has changed something, or ends the call. */
const mayAskAgain = ({ rules, rephrasing }: ControllerState, { input, hasChanged, afterwards }: Reply): boolean =>
  rules.rephrases && rephrasing === undefined && input.kind !== 'open' && !hasChanged && afterwards.type === 'listen';

interface Wanted {
  /** What is known of the reply that is not to be. */
  readonly text: string;
  readonly written: WrittenLanguage | undefined;
  readonly language: Language;
}

function askAgain(reply: Reply, { text, written, language }: Wanted, nowMs: number): Move {
  return (state) => {
    const told = { ...state, rephrasing: rephraseInstruction(language, written) };
    if (state.guess?.id === reply.id) {
      // A guess has not happened: the turn itself is asked about again.
      return chain(told, dropGuess, request(reply.input, true, nowMs, undefined, language));
    }
    const input = { kind: 'again', text: text.slice(0, maxToldChars) } as const;
    const step = chain(
      { ...told, bot: undefined, attention: waitingOn(state, reply.id) },
      (silent) => stay(silent, { type: 'retract-reply', id: reply.id }, { type: 'abort-tools', id: reply.id }),
      request(input, false, nowMs, { id: reply.id, heardText: '' }, language),
      takeGuess(nowMs),
    );
    // Words of the bot's own that were to be heard before the reply are to be heard before this one.
    const isHeld = state.attention.heldReplyId === reply.id;
    return isHeld ? { ...step, effects: step.effects.filter(({ type }) => type !== 'play-reply') } : step;
  };
}

/** The caller has waited since the turn was over, not since now. */
function waitingOn({ attention, nextId }: ControllerState, id: number): ControllerState['attention'] {
  const { wait, heldReplyId } = attention;
  return {
    ...attention,
    wait: wait?.replyId === id ? { ...wait, replyId: nextId } : wait,
    heldReplyId: heldReplyId === id ? nextId : heldReplyId,
  };
}
