/** The caller talks while the bot does: the bot pauses at once, and what the caller means is decided then. */
import type { TurnCues } from '../core/turn-cues.js';
import type { Effect } from './effect.js';
import { type Interruption, judgeInterruption } from './interruption/interruption.js';
import { beginOverlap, followOverlap } from './interruption/overlap.js';
import { beginTurn, chain, dropBot, type Move, stay } from './moves.js';
import { isProtected, pausedAt, resumed } from './playing.js';
import type { ControllerState } from './state.js';
import { takeCues } from './turn-moves.js';

const cancel = (timer: 'interruption' | 'turn-limit' | 'end-of-turn'): Effect => ({ type: 'cancel-timer', timer });

/** An overlap that the frames of the ears never decide, because they stopped coming, counts after this. */
const undecidedLimitMs = 3_000;

/** Speech begins while the bot speaks, or is about to. */
export const overlap =
  (onsetMs: number, nowMs: number): Move =>
  (state) => {
    const { bot } = state;
    if (state.transferring || bot === undefined || bot.afterwards.type !== 'listen') return stay(state);
    // A duplex engine hears the caller while it speaks, and yields by itself.
    if (bot.reply !== undefined && state.rules.turnDetection === 'duplex') return stay(state);
    if (!bot.audible) return chain(state, dropBot, beginTurn);
    if (isProtected(bot, nowMs)) return stay({ ...state, waitingOnsetMs: onsetMs });
    // Words that may not be cut are not spoken softly either.
    const ducks = state.rules.whileUndecided === 'duck' && !isProtected(bot, nowMs, undecidedLimitMs);
    return chain(
      {
        ...state,
        bot: ducks ? bot : pausedAt(bot, nowMs),
        overlap: beginOverlap(onsetMs, state.lastOverlap),
        waitingOnsetMs: undefined,
      },
      (held) =>
        stay(
          held,
          { type: ducks ? 'duck-play' : 'pause-play' },
          { type: 'set-timer', timer: 'interruption', delayMs: undecidedLimitMs },
        ),
      beginTurn,
    );
  };

/** Voice in frames that counts as speech, as in the ears: they report a resumption only after a longer pause. */
const onsetMs = 64;

/**
 * A frame while the bot speaks: the caller talks on after a back-channel or an early end of turn, or began to talk in
 * words that may not be cut and is let in when those are over.
 */
export const listenWhileSpeaking =
  ({ quietMs, spokenMs, atMs }: TurnCues, nowMs: number): Move =>
  (state) => {
    const { waitingOnsetMs, bot } = state;
    if (bot === undefined) return stay(state);
    if (quietMs > 0) {
      return waitingOnsetMs === undefined
        ? forgetVoice(quietMs)(state)
        : stay({ ...state, waitingOnsetMs: undefined }, { type: 'turn-over' });
    }
    if (waitingOnsetMs === undefined && spokenMs < onsetMs) return stay(state);
    return overlap(waitingOnsetMs ?? atMs - spokenMs, nowMs)(state);
  };

/** Frames of a voice that began no turn, and is over for so long, must not count for the next turn. */
const forgottenMs = 300;

export const forgetVoice =
  (quietMs: number): Move =>
  (state) =>
    quietMs < forgottenMs ? stay(state) : stay(state, { type: 'turn-over' });

/** A frame of the caller's turn, or of what may become one. */
export const takeFrame =
  (cues: TurnCues, nowMs: number): Move =>
  (state) => {
    if (state.overlap === undefined) return takeCues(cues, nowMs)(withPeak(state, cues));
    const followed = { ...state, overlap: followOverlap(state.overlap, cues) };
    return outcomes[judge(followed)](cues, nowMs)(followed);
  };

const goOnTalking = (_cues: TurnCues, nowMs: number): Move => resumeBot(nowMs);

const outcomes: Readonly<Record<Interruption, (cues: TurnCues, nowMs: number) => Move>> = {
  undecided: () => stay,
  'back-channel': goOnTalking,
  noise: goOnTalking,
  real: (cues, nowMs) => (state) =>
    chain(state, withOverlapAsTurn, dropBot, (cut) => takeCues(cues, nowMs)(withPeak(cut, cues))),
};

/** What was said over the bot is the beginning of the turn. */
const withOverlapAsTurn: Move = (state) => {
  const { overlap: said } = state;
  const voiceRun = said === undefined ? state.voiceRun : { sinceMs: said.onsetMs, longestMs: said.spokenMs };
  return stay({ ...state, voiceRun, lastOverlap: undefined });
};

function judge(state: ControllerState): Interruption {
  const { overlap: current, partial, language, usualPeakDbfs, rules } = state;
  if (current === undefined) return 'undecided';
  return judgeInterruption({ overlap: current, text: partial, language, usualPeakDbfs }, rules.interruption);
}

const resumeBot =
  (nowMs: number): Move =>
  (state) => {
    const { bot, place } = resumed(state.bot, nowMs);
    return stay(
      {
        ...state,
        turn: 'BotReplying',
        bot,
        overlap: undefined,
        lastOverlap: state.overlap,
      },
      cancel('interruption'),
      cancel('turn-limit'),
      cancel('end-of-turn'),
      { type: 'turn-over' },
      { type: 'resume-play', place },
    );
  };

/** Loudest frame of the caller's turns so far: what is much quieter later is not the caller. */
function withPeak(state: ControllerState, { levelDbfs }: TurnCues): ControllerState {
  const { usualPeakDbfs } = state;
  if (usualPeakDbfs !== undefined && levelDbfs <= usualPeakDbfs) return state;
  return { ...state, usualPeakDbfs: levelDbfs };
}
