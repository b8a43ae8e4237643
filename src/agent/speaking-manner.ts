/** How the next reply is to be: the bot's own manner, and what a fast or upset caller needs of it. Pure. */
import type { MoodLevel } from '../core/mood.js';
import { moodNow } from './mood/mood.js';
import type { ControllerState } from './state.js';
import { paceOf } from './system1/pace.js';
import type { SpeakingStyle } from './voice.js';

export interface SpeakingManner {
  readonly style: SpeakingStyle;
  /** What a model is to mind, in English. */
  readonly instruction: string | undefined;
  /** Short, the facts first, and nothing that the caller did not ask for. */
  readonly toThePoint: boolean;
}

const upset =
  'The caller is upset. An apology has been said already: do not repeat it. Stay calm and kind. Get the facts you need at once, then answer in one or two short sentences. Do not promote or offer any product, and make no small talk.';
const wantsHuman = 'If the caller wants to speak with a person, transfer the call.';

export function speakingManner(state: ControllerState, own: SpeakingStyle): SpeakingManner {
  const { rules, attention } = state;
  const pace = rules.system1.slowDown ? paceOf(attention.pace, own.pace) : own.pace;
  const style: SpeakingStyle = pace === undefined ? own : { ...own, pace };
  const level = levelNow(state);
  if (level === 'calm' || !rules.mood.enabled) return { style, instruction: undefined, toThePoint: false };
  const { soften, toThePoint } = rules.mood.rising;
  return {
    style: soften ? { ...style, mood: 'apologetic', pace: 'slow' } : style,
    instruction: toThePoint ? instructionFor(level, rules.canTransfer) : undefined,
    toThePoint,
  };
}

/** Of the turn too that goes on: a guess is for its end. */
function levelNow({ turn, attention }: ControllerState): MoodLevel {
  const { track } = attention.mood;
  return turn === 'UserSpeaking' || turn === 'UserPaused' ? moodNow(track).level : track.mood.level;
}

const instructionFor = (level: MoodLevel, canTransfer: boolean): string =>
  level === 'sustained' && canTransfer ? `${upset} ${wantsHuman}` : upset;
