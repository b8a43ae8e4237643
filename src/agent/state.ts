import type { Waterfall } from './effect.js';
import type { ToolCall } from './tool.js';

/** The states of Step-Audio's Controller (arXiv:2502.11946, real-time inference), and the end. */
export const turnStates = ['Silence', 'UserSpeaking', 'UserPaused', 'BotReplying', 'Ended'] as const;
export type TurnState = (typeof turnStates)[number];

/** What the Controller goes by; milliseconds unless the name says otherwise. */
export interface ControllerRules {
  /** Silence after the caller's last voiced sample that ends the turn. */
  readonly endOfTurnMs: number;
  /** Longest turn; noise that the ears take for speech must not hold the line for ever. */
  readonly turnLimitMs: number;
  /** Silence after which the ears report a pause. */
  readonly pauseMs: number;
  /** Talking over the bot for less than this is a back-channel, and the bot goes on. */
  readonly interruptionMs: number;
  readonly idlePromptMs: number;
  /** "Are you still there?" is asked this often before the bot hangs up. */
  readonly idlePrompts: number;
  /** Longest wait for the engine's first audio. */
  readonly replyTimeoutMs: number;
  /** Pause after a DTMF digit that ends the input when its length is not known. */
  readonly digitGapMs: number;
  readonly callLimitMs: number;
  /** Engine failures in a row after which the bot gives up. */
  readonly failuresInARow: number;
  /** The engine can prepare a reply before the turn is over. */
  readonly speculation: boolean;
  /** There is somebody to transfer to. */
  readonly canTransfer: boolean;
}

export const defaultRules: ControllerRules = {
  endOfTurnMs: 500,
  turnLimitMs: 30_000,
  pauseMs: 200,
  interruptionMs: 320,
  idlePromptMs: 8_000,
  idlePrompts: 2,
  replyTimeoutMs: 8_000,
  digitGapMs: 2_500,
  callLimitMs: 30 * 60_000,
  failuresInARow: 2,
  speculation: false,
  canTransfer: false,
};

/** What happens when the bot has finished speaking. */
export type Afterwards =
  | { readonly type: 'listen' }
  | { readonly type: 'hang-up'; readonly reason: 'bot-hung-up' | 'idle' | 'call-limit' | 'engine-lost' }
  | { readonly type: 'transfer'; readonly reason: string };

/** A reply of the engine: a guess until it is committed. */
export interface Reply {
  readonly id: number;
  readonly heard: string | undefined;
  readonly hasAudio: boolean;
  readonly done: boolean;
  /** Calls of tools that change something, waiting for the commit. */
  readonly heldTools: readonly ToolCall[];
  readonly afterwards: Afterwards;
}

/** What the bot is saying, or is about to say. */
export interface BotUtterance {
  readonly id: number;
  /** undefined for the bot's own words. */
  readonly reply: Reply | undefined;
  readonly audible: boolean;
  readonly afterwards: Afterwards;
}

export interface ControllerState {
  readonly turn: TurnState;
  readonly rules: ControllerRules;
  /** Ids of utterances rise through the call; the greeting is 1. */
  readonly nextId: number;
  readonly bot: BotUtterance | undefined;
  readonly guess: Reply | undefined;
  /** Set while the caller talks over the bot, whose audio is paused until it is known what the caller means. */
  readonly overlapOnsetMs: number | undefined;
  readonly transferring: boolean;
  readonly digits: string;
  readonly expectedDigits: number;
  readonly idlePromptsMade: number;
  readonly failures: number;
  readonly waterfall: Waterfall;
}

export const emptyWaterfall: Waterfall = {
  lastVoicedMs: undefined,
  pausedMs: undefined,
  requestedMs: undefined,
  firstAudioMs: undefined,
  committedMs: undefined,
  playStartedMs: undefined,
  guessed: false,
};

export function initialState(rules: ControllerRules): ControllerState {
  return {
    turn: 'Silence',
    rules,
    nextId: 1,
    bot: undefined,
    guess: undefined,
    overlapOnsetMs: undefined,
    transferring: false,
    digits: '',
    expectedDigits: 0,
    idlePromptsMade: 0,
    failures: 0,
    waterfall: emptyWaterfall,
  };
}
