/** What the Controller's transitions are made of: small steps from a state to a state with effects. */
import type { Language } from '../core/language.js';
import type { Effect, OwnWords } from './effect.js';
import { noGuessYet } from './end-of-turn/guess-timing.js';
import { afterPause } from './end-of-turn/pause-hint.js';
import type { ReplyInput } from './engine.js';
import type { EndReason } from './event.js';
import { acceptsOffer, doneAbout, owes } from './mood-moves.js';
import { type Afterwards, type ControllerState, noVoice, type Reply } from './state.js';
import { awaitsBeep } from './system1/other-end/hang-up-rule.js';
import { noteLine } from './system1/other-end/other-end.js';
import { asksToWait } from './system1/wait-request.js';
import { committed, emptyWaterfall, requested } from './waterfall.js';

export interface Step {
  readonly state: ControllerState;
  readonly effects: readonly Effect[];
}

export type Move = (state: ControllerState) => Step;

export const stay = (state: ControllerState, ...effects: Effect[]): Step => ({ state, effects });

/** The moves one after the other. */
export function chain(state: ControllerState, ...moves: readonly Move[]): Step {
  return moves.reduce<Step>(
    (step, move) => {
      const next = move(step.state);
      return { state: next.state, effects: [...step.effects, ...next.effects] };
    },
    { state, effects: [] },
  );
}

const listenAfterwards: Afterwards = { type: 'listen' };
const notPlaying = {
  audible: false,
  protected: [],
  wordsAtMs: [],
  playedMs: 0,
  playingSinceMs: undefined,
  wentBackToMs: undefined,
} as const;

export const listen: Move = (state) =>
  stay(
    { ...state, turn: 'Silence', bot: undefined, overlap: undefined },
    { type: 'cancel-timer', timer: 'reply' },
    idleTimer(state),
  );

/** Nobody is asked anything while the call is on hold. */
const idleTimer = ({ held, holding, rules }: ControllerState): Effect =>
  held
    ? { type: 'cancel-timer', timer: 'idle' }
    : { type: 'set-timer', timer: 'idle', delayMs: holding ? rules.system1.holdMs : rules.idlePromptMs };

/** The caller has put the call on hold, or has come back. */
export const putOnHold =
  (held: boolean): Move =>
  (state) => {
    const changed = { ...state, held, idlePromptsMade: 0 };
    return state.turn === 'Silence' && state.digits === '' ? stay(changed, idleTimer(changed)) : stay(changed);
  };

export const beginTurn: Move = (state) =>
  stay(
    {
      ...state,
      turn: 'UserSpeaking',
      idlePromptsMade: 0,
      holding: false,
      digits: '',
      partial: '',
      rephrasing: undefined,
      voiceRun: noVoice,
      pauseHint: afterPause(state.pauseHint),
      guesses: noGuessYet,
      waterfall: emptyWaterfall,
    },
    { type: 'cancel-timer', timer: 'idle' },
    { type: 'cancel-timer', timer: 'digits' },
    { type: 'set-timer', timer: 'turn-limit', delayMs: state.rules.turnLimitMs },
    { type: 'start-turn' },
  );

/** Nobody waits for the rest of what the caller was saying or keying. */
export const closeTurn: Move = (state) =>
  stay(
    { ...state, digits: '' },
    { type: 'cancel-timer', timer: 'end-of-turn' },
    { type: 'cancel-timer', timer: 'turn-limit' },
    { type: 'cancel-timer', timer: 'digits' },
    { type: 'turn-over' },
  );

/** The bot speaks its own words. */
export function say(words: OwnWords, afterwards: Afterwards = listenAfterwards): Move {
  return (state) => {
    const id = state.nextId;
    const bot = { ...notPlaying, id, reply: undefined, afterwards };
    return stay(
      { ...state, turn: 'BotReplying', nextId: id + 1, bot, waterfall: emptyWaterfall },
      { type: 'cancel-timer', timer: 'idle' },
      { type: 'cancel-timer', timer: 'reply' },
      { type: 'say', id, words },
    );
  };
}

/** Asks the engine for a reply; with `speculative` it is held as a guess. */
export function request(
  input: ReplyInput,
  speculative: boolean,
  nowMs: number,
  insteadOf?: { readonly id: number; readonly heardText: string },
  language?: Language,
): Move {
  return (state) => {
    const id = state.nextId;
    const reply: Reply = {
      id,
      input,
      heard: undefined,
      hasAudio: false,
      done: false,
      isCut: false,
      hasChanged: false,
      heldTools: [],
      expects: { digits: 0, short: false },
      language: language ?? state.language,
      languageTrack: state.languageTrack,
      requestedIn: language ?? state.language,
      protected: [],
      wordsAtMs: [],
      afterwards: listenAfterwards,
    };
    const waterfall = requested(speculative, nowMs)(state.waterfall);
    return stay(
      { ...state, nextId: id + 1, guess: reply, waterfall, choosesLanguage: false },
      {
        type: 'request-reply',
        id,
        input,
        speculative,
        language: reply.requestedIn,
        instruction: state.rephrasing,
        ...(insteadOf && { insteadOf }),
      },
    );
  };
}

/** The guess becomes the bot's reply: what was held is let out. */
export function takeGuess(nowMs: number): Move {
  return (state) => {
    const { guess: reply, waterfall } = state;
    if (reply === undefined) return stay(state);
    const answer = reply.heard === undefined ? undefined : ownAnswer(state, reply.id, reply.heard, nowMs);
    if (answer !== undefined) return answer(state);
    const bot = {
      ...notPlaying,
      id: reply.id,
      reply: { ...reply, heldTools: [], hasChanged: reply.hasChanged || reply.heldTools.length > 0 },
      afterwards: reply.afterwards,
      protected: reply.protected,
      wordsAtMs: reply.wordsAtMs,
    };
    const effects: Effect[] = [{ type: 'cancel-timer', timer: 'idle' }];
    if (waterfall.guessed) effects.push({ type: 'commit-reply', id: reply.id });
    if (reply.heard !== undefined)
      effects.push({ type: 'remember', entry: { role: 'caller', id: reply.id, text: reply.heard } });
    for (const call of reply.heldTools) effects.push({ type: 'run-tool', id: reply.id, call });
    if (!reply.hasAudio) effects.push({ type: 'set-timer', timer: 'reply', delayMs: state.rules.replyTimeoutMs });
    const taken: ControllerState = {
      ...state,
      turn: 'BotReplying',
      bot,
      guess: undefined,
      language: reply.language,
      languageTrack: reply.languageTrack,
      expectedDigits: reply.expects.digits,
      expectsShort: reply.expects.short,
      waterfall: committed(nowMs)(waterfall),
    };
    const isSilent = reply.done && !reply.hasAudio;
    return append({ state: taken, effects }, (quiet) =>
      isSilent ? chain(quiet, letOut, finish) : letOutAfterWords(quiet),
    );
  };
}

const letOut: Move = (state) =>
  state.bot === undefined ? stay(state) : stay(state, { type: 'play-reply', id: state.bot.id });

/** The reply is heard, and before it an apology where one is due. */
const letOutAfterWords: Move = (state) => (owes(state, 'apologise') ? apologiseFirst : letOut)(state);

/** The reply waits until the apology has been heard. */
export const apologiseFirst: Move = (state) => {
  const step = doneAbout(state, 'apologise');
  return append(step, (sorry) => {
    const { attention, nextId: id } = sorry;
    const waits = { ...attention, opened: true, fillerId: id, fillerDueMs: undefined, heldReplyId: sorry.bot?.id };
    return stay(
      { ...sorry, nextId: id + 1, attention: waits },
      { type: 'say', id, words: { phrase: 'apology-upset' } },
    );
  });
};

/** What the bot does itself when it hears this, in place of a reply. */
export function ownAnswer(state: ControllerState, id: number, text: string, nowMs: number): Move | undefined {
  const { verdict } = noteLine(state.attention.otherEnd, { type: 'transcript', atMs: nowMs, text });
  if (awaitsBeep(verdict, state.rules.system1, nowMs)) return instead(id, text, listen);
  if (asksToWait(text)) return (asked) => instead(id, text, say({ phrase: 'hold' }))({ ...asked, holding: true });
  return acceptsOffer(state, text) ? instead(id, text, callHuman('the caller is upset and accepted')) : undefined;
}

/** No reply to what the caller said, but words of the bot's own. */
function instead(id: number, text: string, move: Move): Move {
  return (state) => {
    const { state: quiet, effects } = chain(state, dropGuess, dropBot);
    const remember: Effect = { type: 'remember', entry: { role: 'caller', id, text } };
    const said = move(quiet);
    return stay(said.state, ...effects, remember, ...said.effects);
  };
}

const callHuman = (reason: string): Move => say({ phrase: 'transfer-upset' }, { type: 'transfer', reason });

/** A human takes over without being asked for, because the bot's configuration says so. */
export const callHumanAtOnce: Move = (state) => {
  const { id, heard } = state.guess ?? state.bot?.reply ?? {};
  const { state: told, effects } = doneAbout(state, 'transfer');
  const move = callHuman('the caller is upset');
  const step = heard === undefined ? chain(told, dropGuess, dropBot, move) : instead(id!, heard, move)(told);
  return stay(step.state, ...effects, ...step.effects);
};

/** The bot has said what there was to say, and asks whether a human should take over. */
const offerHuman: Move = (state) =>
  append(doneAbout(state, 'offer-human'), (offered) =>
    say({ phrase: 'offer-human' })({ ...offered, expectsShort: true }),
  );

/** Asks for a reply that counts at once. */
export const ask =
  (input: ReplyInput, nowMs: number): Move =>
  (state) =>
    chain(state, request(input, false, nowMs), takeGuess(nowMs));

export const dropGuess: Move = (state) => {
  if (state.guess === undefined) return stay(state);
  const { id } = state.guess;
  return stay({ ...state, guess: undefined }, { type: 'discard-guess', id }, { type: 'abort-tools', id });
};

/** Silences the bot; what was heard of it comes back as play-ended. */
export const dropBot: Move = (state) => {
  const { bot } = state;
  if (bot === undefined) return stay(state);
  const effects: Effect[] = [
    { type: 'cancel-timer', timer: 'interruption' },
    { type: 'cancel-timer', timer: 'reply' },
  ];
  if (bot.reply !== undefined && !bot.reply.done) effects.push({ type: 'cancel-reply', id: bot.id });
  if (bot.reply !== undefined) effects.push({ type: 'abort-tools', id: bot.id });
  effects.push({ type: 'stop-play' });
  const silenced = { ...state, bot: undefined, overlap: undefined, waitingOnsetMs: undefined, transferring: false };
  return stay(silenced, ...effects);
};

/** The engine listens and speaks by itself from here on; it may well be silent at first. */
export const open: Move = (state) => {
  const { state: opened, effects } = chain(state, request({ kind: 'open' }, false, 0), takeGuess(0));
  return stay(opened, ...effects, { type: 'cancel-timer', timer: 'reply' });
};

/** The bot has said all it had to say. */
export const finish: Move = (state) => {
  const afterwards = state.bot?.afterwards ?? listenAfterwards;
  switch (afterwards.type) {
    case 'listen':
      if (state.bot?.reply !== undefined && state.rules.turnDetection !== 'duplex' && owes(state, 'offer-human')) {
        return offerHuman(state);
      }
      // An engine that speaks by itself goes on after the bot's own words.
      return state.rules.turnDetection === 'duplex' && state.bot?.reply === undefined ? open(state) : listen(state);
    case 'open':
      return open(state);
    case 'hang-up':
      return end(afterwards.reason)(state);
    case 'transfer':
      return stay({ ...state, transferring: true }, { type: 'transfer', reason: afterwards.reason });
  }
};

/** A word in place of a reply that came without a sound may still be heard. */
const hush: Move = (state) => stay(state, { type: 'stop-play' });

export function end(reason: EndReason): Move {
  return (state) =>
    append(chain(state, dropGuess, dropBot, state.bot === undefined ? hush : stay), (dropped) =>
      stay({ ...dropped, turn: 'Ended' }, { type: 'end', reason }),
    );
}

/** The engine broke or is late: one apology; when it goes on, to a human or away. */
export const apologise: Move = (state) => {
  const failures = state.failures + 1;
  const failed = { ...state, failures };
  if (failures < state.rules.failuresInARow) return say({ phrase: 'apology' })(failed);
  return giveUp(failed);
};

export const giveUp: Move = (state) =>
  state.rules.canTransfer
    ? chain(
        { ...state, bot: undefined },
        say({ phrase: 'apology-transfer' }, { type: 'transfer', reason: 'engine-failed' }),
      )
    : say({ phrase: 'apology-final' }, { type: 'hang-up', reason: 'engine-lost' })(state);

function append(step: Step, move: Move): Step {
  const next = move(step.state);
  return { state: next.state, effects: [...step.effects, ...next.effects] };
}
