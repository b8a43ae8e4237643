/**
 * Every transition of the conversation: state x event -> move, and the states that the move may lead to.
 * An event without a row in a state is refused there, which is logged and changes nothing.
 * docs/states.md is generated from this table, and a property test holds each move to its `to`.
 */
import { fillSilence, takeLine } from './attention-moves.js';
import type { Effect } from './effect.js';
import { withAnswer } from './end-of-turn/pause-hint.js';
import type { ControllerEvent, EventType, TimerName } from './event.js';
import { onEngineChanged, onReplyCut } from './failover-moves.js';
import { sendDigits, takeDigit } from './keypad-moves.js';
import { onDrift } from './language-moves.js';
import {
  apologise,
  beginTurn,
  chain,
  closeTurn,
  dropBot,
  dropGuess,
  end,
  finish,
  giveUp,
  listen,
  type Move,
  putOnHold,
  say,
  stay,
} from './moves.js';
import { forgetVoice, listenWhileSpeaking, overlap, takeFrame } from './overlap-moves.js';
import { onAudible, onPlayed } from './play-moves.js';
import {
  onExpects,
  onHeard,
  onLanguage,
  onProtected,
  onReplyAudio,
  onReplyBegun,
  onReplyDone,
  onReplyFailed,
  onToolCall,
  onToolResult,
  onWords,
} from './reply-moves.js';
import type { Afterwards, ControllerState, TurnState } from './state.js';
import { awaitsBeep } from './system1/other-end/hang-up-rule.js';
import { endTurn } from './turn-moves.js';
import { paused } from './waterfall.js';

/** An event's type; for timers with the timer's name. */
export type Trigger = Exclude<EventType, 'timer'> | `timer:${TimerName}`;

type EventOf<T extends Trigger> = T extends `timer:${string}`
  ? Extract<ControllerEvent, { type: 'timer' }>
  : Extract<ControllerEvent, { type: T }>;

export interface Row<E = never> {
  readonly to: readonly TurnState[];
  /** What a reader of the diagram wants to know. */
  readonly means: string;
  readonly move: (event: E, nowMs: number) => Move;
}

type Rows = { readonly [T in Trigger]?: Row<EventOf<T>> };

const cancel = (timer: TimerName): Effect => ({ type: 'cancel-timer', timer });

/** Rows for what is noticed and moves nothing by itself (attention.ts). */
const noted = (here: TurnState) => ({ to: [here], move: () => stay });

const lineCue: Omit<Row<Extract<ControllerEvent, { type: 'line' }>>, 'to'> = {
  means: 'what the line tells of who is there: a voicemail, music or a fax is left alone',
  move: ({ cue }, nowMs) => takeLine(cue, nowMs),
};

const heard: Omit<Row<Extract<ControllerEvent, { type: 'heard' }>>, 'to'> = {
  means: 'the engine tells what the caller said',
  move: (event, nowMs) => onHeard(event, nowMs),
};

/** Rows that hold wherever a conversation goes on. */
function everywhere(here: TurnState): Rows {
  return {
    'tool-result': { to: [here], means: 'a tool has answered', move: (event) => onToolResult(event) },
    protected: {
      to: [here],
      means: 'words of the reply that may not be cut',
      move: ({ id, fromMs, untilMs }) => onProtected(id, { fromMs, untilMs }),
    },
    'turn-hint': {
      to: [here],
      means: 'the turn model has judged a pause; too late when the caller has gone on, or the bot has',
      move:
        ({ pause, finished }) =>
        (state) =>
          stay({ ...state, pauseHint: withAnswer(state.pauseHint, pause, finished) }),
    },
    words: {
      to: [here],
      means: 'where in the audio words of an utterance begin',
      move: (event) => onWords(event),
    },
    hold: { to: [here], means: 'the caller puts the call on hold, or comes back', move: ({ held }) => putOnHold(held) },
    line: { ...lineCue, to: [here, 'BotReplying', 'Ended'] },
    voice: { ...noted(here), means: 'how the turn sounds so far, or how it sounded' },
    emotion: { ...noted(here), means: 'what the engine makes of the mood of a turn' },
    heard: { ...heard, to: [here] },
    expects: {
      to: [here],
      means: 'the engine asks for a number, or for a word or two',
      move: ({ id, digits, short }) => onExpects(id, { digits, short }),
    },
    language: {
      to: [here],
      means: 'the conversation changes its language',
      move: ({ id, language }) => onLanguage(id, language),
    },
    gone: { to: ['Ended'], means: 'the call is gone', move: (event) => end(event.reason) },
    'timer:call-limit': {
      to: ['BotReplying'],
      means: 'the call has lasted too long',
      move: () => (state) =>
        chain(
          state,
          dropGuess,
          dropBot,
          closeTurn,
          say({ phrase: 'call-limit' }, { type: 'hang-up', reason: 'call-limit' }),
        ),
    },
    'engine-changed': {
      to: [here, 'BotReplying'],
      means: 'another engine goes on, which can do other things',
      move: ({ rules }) => onEngineChanged(rules),
    },
    'engine-lost': {
      to: ['BotReplying'],
      means: 'the engine is gone',
      move: () => (state) => chain({ ...state, guess: undefined }, dropBot, closeTurn, giveUp),
    },
  };
}

/** Rows that hold wherever a reply is made, as a guess or spoken. */
function whereRepliesAre(here: TurnState): Rows {
  return {
    'tool-call': { to: [here], means: 'the engine calls a tool', move: (event) => onToolCall(event) },
    drift: {
      to: [here],
      means: 'the reply begins in another language: it is asked for once more before it is heard',
      move: (event, nowMs) => onDrift(event, nowMs),
    },
    'reply-begun': { to: [here], means: 'first sign of the reply', move: (event, nowMs) => onReplyBegun(event, nowMs) },
  };
}

const onPlayEnded: Row<Extract<ControllerEvent, { type: 'play-ended' }>> = {
  to: ['Silence', 'UserSpeaking', 'UserPaused', 'BotReplying', 'Ended'],
  means: 'an utterance was played, or cut',
  move: (event, nowMs) => onPlayed(event, nowMs),
};

/** Rows that change nothing, so that what may well happen is not logged as refused. */
const ignored = (here: TurnState, means: string) => ({
  to: [here],
  means,
  move: () => (state: ControllerState) => stay(state),
});

const notOurTurn = 'the end of speech that was not taken for a turn';
const tooLate = 'the first packet of an utterance that was dropped meanwhile';

const beginTurnRow = (means: string) => ({ to: ['UserSpeaking' as const], means, move: () => beginTurn });

const digitsInsteadOfSpeech: Row<Extract<ControllerEvent, { type: 'dtmf' }>> = {
  to: ['Silence', 'BotReplying'],
  means: 'a key counts more than what was being said',
  move: (event, nowMs) => (state) => chain(state, dropGuess, dropBot, closeTurn, takeDigit(event.digit, nowMs)),
};

/** Where the end of the caller's turn leads: a guess that was complete without a sound is over at once. */
const afterTurn: readonly TurnState[] = ['BotReplying', 'Silence', 'Ended'];

/** Timers end a turn only when the frames of the ears fail to. */
const endOfTurn: Row<Extract<ControllerEvent, { type: 'timer' }>> = {
  to: afterTurn,
  means: 'the turn is over: the guess is committed, or a reply asked for',
  move: (_event, nowMs) => endTurn(nowMs),
};

/** What is said over the bot is judged by the ears first. */
const engineEndsTurn: Row<Extract<ControllerEvent, { type: 'engine-speech-stopped' }>> = {
  to: [...afterTurn, 'UserSpeaking', 'UserPaused'],
  means: 'the engine takes the turn for over',
  move: (_event, nowMs) => (state) => (state.overlap === undefined ? endTurn(nowMs)(state) : stay(state)),
};

const cues: Row<Extract<ControllerEvent, { type: 'cues' }>> = {
  to: ['UserSpeaking', 'UserPaused', ...afterTurn],
  means:
    'a frame of the turn: a guess starts or is discarded, the turn is over, or the bot goes on after a back-channel',
  move: (event, nowMs) => takeFrame(event.cues, nowMs),
};

/** The ears report a pause: from here on the turn ends at the latest when the patience does. */
function pause(lastVoicedMs: number, nowMs: number): Move {
  return (state) => {
    const waterfall = paused(lastVoicedMs, nowMs)(state.waterfall);
    const delayMs = Math.max(0, state.rules.patience.mostSilenceMs - (nowMs - lastVoicedMs));
    const timer: Effect = { type: 'set-timer', timer: 'end-of-turn', delayMs };
    return stay({ ...state, turn: 'UserPaused', waterfall }, timer);
  };
}

const goOn = {
  to: ['UserSpeaking' as const],
  means: 'the caller goes on; the frames tell whether the guess still stands',
  move: (): Move => (state) => stay({ ...state, turn: 'UserSpeaking' }, cancel('end-of-turn')),
};

export const turnTable: Readonly<Record<TurnState, Rows>> = {
  Silence: {
    ...everywhere('Silence'),
    answered: { to: ['BotReplying'], means: 'the call is answered: greeting', move: () => greet },
    'speech-start': beginTurnRow('the caller speaks'),
    'speech-resume': beginTurnRow('the caller speaks on'),
    'engine-speech-started': beginTurnRow('the engine hears the caller'),
    'engine-speech-stopped': ignored('Silence', notOurTurn),
    'speech-pause': ignored('Silence', notOurTurn),
    cues: {
      to: ['Silence'],
      means: 'a voice that was not taken for a turn; when it is over the ears forget it',
      move: ({ cues: { quietMs } }) => forgetVoice(quietMs),
    },
    'play-started': ignored('Silence', tooLate),
    dtmf: {
      to: ['Silence', 'BotReplying'],
      means: 'a key',
      move: (event, nowMs) => takeDigit(event.digit, nowMs),
    },
    'timer:digits': { to: ['BotReplying'], means: 'no more keys', move: (_event, nowMs) => sendDigits(nowMs) },
    'timer:idle': {
      to: ['BotReplying', 'Silence'],
      means: 'nobody says anything',
      move: (_event, nowMs) => onIdle(nowMs),
    },
    'play-ended': { ...onPlayEnded, to: ['Silence'] },
  },
  UserSpeaking: {
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
  },
  UserPaused: {
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
  },
  BotReplying: {
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
  },
  Ended: {
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
  },
};

function greet(state: ControllerState) {
  const afterwards: Afterwards = { type: state.rules.turnDetection === 'duplex' ? 'open' : 'listen' };
  const { effects, state: next } = say({ greeting: true }, afterwards)(state);
  return stay(next, { type: 'set-timer', timer: 'call-limit', delayMs: state.rules.callLimitMs }, ...effects);
}

const onIdle =
  (nowMs: number): Move =>
  (state) => {
    const { attention, rules, holding, idlePromptsMade } = state;
    const { verdict } = attention.otherEnd;
    if (holding) return say({ phrase: 'hold-check' })({ ...state, holding: false });
    // Nobody is asked whether they are still there while music plays, or before a beep.
    if (verdict.kind === 'hold-music' || awaitsBeep(verdict, rules.system1, nowMs)) return listen(state);
    const asked = { ...state, idlePromptsMade: idlePromptsMade + 1 };
    return idlePromptsMade < rules.idlePrompts
      ? say({ phrase: 'still-there' })(asked)
      : say({ phrase: 'goodbye-idle' }, { type: 'hang-up', reason: 'idle' })(asked);
  };
