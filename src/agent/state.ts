import { type Language, languages } from '../core/language.js';
import { type Attention, nothingNoticed } from './attention.js';
import { type GuessTrack, noGuessYet } from './end-of-turn/guess-timing.js';
import { type Patience, patiences } from './end-of-turn/patience.js';
import { noPauseYet, type PauseHint } from './end-of-turn/pause-hint.js';
import type { EngineCapabilities, ReplyInput, TurnDetection } from './engine.js';
import { type InterruptionRules, interruptionRules } from './interruption/interruption.js';
import type { Overlap } from './interruption/overlap.js';
import { type LanguageRules, type LanguageTrack, noOtherLanguage } from './language/language-track.js';
import { defaultMoodPolicy, type MoodPolicy } from './mood/policy.js';
import type { ProtectedAudio } from './playing.js';
import type { HangUpReason } from './system1/other-end/hang-up-rule.js';
import { defaultSystem1Rules, type System1Rules } from './system1/system1-rules.js';
import type { ToolCall } from './tool.js';
import { emptyWaterfall, type Waterfall } from './waterfall.js';

/** The states of Step-Audio's Controller (arXiv:2502.11946, real-time inference), and the end. */
export const turnStates = ['Silence', 'UserSpeaking', 'UserPaused', 'BotReplying', 'Ended'] as const;
export type TurnState = (typeof turnStates)[number];

/** What the Controller goes by; milliseconds unless the name says otherwise. */
export interface ControllerRules {
  /** Of the engine. */
  readonly turnDetection: TurnDetection;
  /** Of the engine: a reply that nobody has heard can be asked for once more. */
  readonly rephrases: boolean;
  /** There is a turn model to be asked about the caller's pauses. */
  readonly turnModel: boolean;
  /** How long the bot waits for the caller, and how often it guesses; no guesses at all where the engine cannot. */
  readonly patience: Patience;
  /** Longest turn; noise that the ears take for speech must not hold the line for ever. */
  readonly turnLimitMs: number;
  /** What counts as talking over the bot. */
  readonly interruption: InterruptionRules;
  /** What the bot does until it is known: it is silent, or talks on softly. */
  readonly whileUndecided: 'pause' | 'duck';
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
  readonly system1: System1Rules;
  /** What it does about an upset caller. */
  readonly mood: MoodPolicy;
  /** When the bot changes its language. */
  readonly language: LanguageRules;
  /** There is somebody to transfer to. */
  readonly canTransfer: boolean;
}

export const defaultRules: ControllerRules = {
  turnDetection: 'controller',
  rephrases: false,
  turnModel: false,
  patience: patiences.balanced,
  turnLimitMs: 30_000,
  interruption: interruptionRules.balanced,
  whileUndecided: 'pause',
  idlePromptMs: 8_000,
  idlePrompts: 2,
  replyTimeoutMs: 8_000,
  digitGapMs: 2_500,
  callLimitMs: 30 * 60_000,
  failuresInARow: 2,
  system1: defaultSystem1Rules,
  mood: defaultMoodPolicy,
  language: { policy: 'follow', languages, keys: {} },
  canTransfer: false,
};

/** The rules that depend on what the engine can do. */
export type EngineRules = Pick<ControllerRules, 'turnDetection' | 'patience' | 'rephrases'>;

/** What happens when the bot has finished speaking. */
export type Afterwards =
  | { readonly type: 'listen' }
  /** A duplex engine takes over. */
  | { readonly type: 'open' }
  | { readonly type: 'hang-up'; readonly reason: 'bot-hung-up' | 'idle' | 'call-limit' | 'engine-lost' | HangUpReason }
  | { readonly type: 'transfer'; readonly reason: string };

/** A reply of the engine: a guess until it is committed. */
export interface Reply {
  readonly id: number;
  /** What it answers. */
  readonly input: ReplyInput;
  readonly heard: string | undefined;
  readonly hasAudio: boolean;
  readonly done: boolean;
  /** Its engine is gone; it goes on by another one when it is known what was heard. */
  readonly isCut: boolean;
  /** A tool of it has changed something, which must not be done again. */
  readonly hasChanged: boolean;
  /** Calls of tools that change something, waiting for the commit. */
  readonly heldTools: readonly ToolCall[];
  /** What it asks the caller for, and the language it goes on in; they hold from the commit on. */
  readonly expects: { readonly digits: number; readonly short: boolean };
  readonly language: Language;
  readonly languageTrack: LanguageTrack;
  /** What the engine was asked to make it in. */
  readonly requestedIn: Language;
  readonly protected: readonly ProtectedAudio[];
  /** Where in its audio words begin, as far as it is known; rising. */
  readonly wordsAtMs: readonly number[];
  readonly afterwards: Afterwards;
}

/** What the bot is saying, or is about to say. */
export interface BotUtterance {
  readonly id: number;
  /** undefined for the bot's own words. */
  readonly reply: Reply | undefined;
  readonly audible: boolean;
  readonly afterwards: Afterwards;
  readonly protected: readonly ProtectedAudio[];
  readonly wordsAtMs: readonly number[];
  /** Where it was at the last pause, and since when it plays on; undefined while it is paused or not begun. */
  readonly playedMs: number;
  readonly playingSinceMs: number | undefined;
  /** Where it last went back to after a pause. */
  readonly wentBackToMs: number | undefined;
}

export interface ControllerState {
  readonly turn: TurnState;
  readonly rules: ControllerRules;
  /** Ids of utterances rise through the call; the greeting is 1. */
  readonly nextId: number;
  readonly bot: BotUtterance | undefined;
  readonly guess: Reply | undefined;
  /** Set while the caller talks over the bot, whose audio is paused until it is known what the caller means. */
  readonly overlap: Overlap | undefined;
  /** The one before, which the bot went on after. */
  readonly lastOverlap: Overlap | undefined;
  /** The caller began to talk in words of the bot that may not be cut. */
  readonly waitingOnsetMs: number | undefined;
  readonly usualPeakDbfs: number | undefined;
  readonly transferring: boolean;
  /** The caller has put the call on hold. */
  readonly held: boolean;
  /** The caller has asked for a moment. */
  readonly holding: boolean;
  readonly attention: Attention;
  readonly digits: string;
  readonly expectedDigits: number;
  /** The bot's question wants a word or two. */
  readonly expectsShort: boolean;
  readonly language: Language;
  readonly languageTrack: LanguageTrack;
  /** The caller may choose a language by key: nothing else has been said or keyed yet. */
  readonly choosesLanguage: boolean;
  /** What the engine was told in this turn, whose reply it was asked for once more; undefined while it was not. */
  readonly rephrasing: string | undefined;
  /** The engine tells what it hears while it is being spoken. */
  readonly hearsWhileSpoken: boolean;
  /** Speech of the turn without a silence in it: since when now, and the longest. */
  readonly voiceRun: { readonly sinceMs: number | undefined; readonly longestMs: number };
  /** What the engine has heard of the caller's turn so far. */
  readonly partial: string;
  /** What the turn model thinks of the caller's pause. */
  readonly pauseHint: PauseHint;
  /** The guesses of this turn. */
  readonly guesses: GuessTrack;
  /** Guesses a turn that the engine's load allows. */
  readonly guessAllowance: number;
  readonly idlePromptsMade: number;
  readonly failures: number;
  readonly waterfall: Waterfall;
}

export const noVoice: ControllerState['voiceRun'] = { sinceMs: undefined, longestMs: 0 };

export function initialState(rules: ControllerRules, language: Language = 'en'): ControllerState {
  return {
    turn: 'Silence',
    rules,
    nextId: 1,
    bot: undefined,
    guess: undefined,
    overlap: undefined,
    lastOverlap: undefined,
    waitingOnsetMs: undefined,
    usualPeakDbfs: undefined,
    transferring: false,
    held: false,
    holding: false,
    attention: nothingNoticed,
    digits: '',
    expectedDigits: 0,
    expectsShort: false,
    language,
    languageTrack: noOtherLanguage,
    choosesLanguage: true,
    rephrasing: undefined,
    hearsWhileSpoken: false,
    voiceRun: noVoice,
    partial: '',
    pauseHint: noPauseYet,
    guesses: noGuessYet,
    guessAllowance: rules.patience.guesses,
    idlePromptsMade: 0,
    failures: 0,
    waterfall: emptyWaterfall,
  };
}

/** The rules as far as an engine can follow them: one that cannot guess is not asked to. */
export function rulesFor(rules: ControllerRules, capabilities: EngineCapabilities): EngineRules {
  const { turnDetection, speculation, earlyGuesses, rephrases = false } = capabilities;
  const patience = {
    ...rules.patience,
    guesses: speculation === 'none' ? 0 : rules.patience.guesses,
    earlyGuesses: earlyGuesses ? rules.patience.earlyGuesses : 0,
  };
  return { turnDetection, patience, rephrases };
}
