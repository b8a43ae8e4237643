import type { Language } from '../../core/language.js';
import type { PatienceName } from '../end-of-turn/patience.js';
import { meaningOf } from './meaning.js';
import type { Overlap } from './overlap.js';

/** What the caller means by talking while the bot does. `noise` is nothing the caller said: a cough, a door, the bot's echo. */
export type Interruption = 'real' | 'back-channel' | 'noise' | 'undecided';

export interface InterruptionRules {
  /** Speech of this length is an interruption, whatever its words. */
  readonly realMs: number;
  /** Silence after which shorter speech was a back-channel. */
  readonly endMs: number;
}

export interface OverlapSituation {
  readonly overlap: Overlap;
  /** Partial transcript of it; undefined or empty without one. */
  readonly text: string | undefined;
  readonly language: Language;
  /** Peak level of the caller's turns so far, dB relative to full scale; undefined at first. */
  readonly usualPeakDbfs: number | undefined;
}

/** The more patient a bot is, the longer it takes talk for a back-channel. docs/adr/0072-interruption.md */
export const interruptionRules: Readonly<Record<PatienceName, InterruptionRules>> = {
  eager: { realMs: 544, endMs: 160 },
  balanced: { realMs: 800, endMs: 192 },
  patient: { realMs: 896, endMs: 224 },
};

/** Above it the voice model still hears a word: the silence is a stop closure in it. */
const stillVoice = 0.35;
const leastVoice = 0.6;
const leastPitchedShare = 0.15;
const leastSyllables = 2;
/** One syllable that goes on for so much longer than an interruption needs is one too. */
const monotoneShare = 1.5;
/** This far below the caller's usual level is another person in the room, or the echo of the bot. */
const farDb = 18;
/** Frames from which on a judgement of their sound is worth something: 160 ms. */
const leastFrames = 5;

/** Judges an overlap as far as it is known. The bot pauses at its onset and stays paused until this is decided. */
export function judgeInterruption(situation: OverlapSituation, rules: InterruptionRules): Interruption {
  const { overlap, text, language } = situation;
  const meaning = meaningOf(text ?? '', language);
  if (meaning === 'interruption') return 'real';
  const isOver = overlap.quietMs >= rules.endMs && overlap.voice < stillVoice;
  if (isOver) return isVoice(situation) ? 'back-channel' : 'noise';
  const neededMs = meaning === 'back-channel' ? 2 * rules.realMs : rules.realMs;
  const spokenMs = overlap.earlierMs + overlap.spokenMs;
  if (spokenMs < neededMs) return 'undecided';
  if (!isVoice(situation)) return 'noise';
  // A long "mmm" or "aaah" has one syllable.
  return overlap.syllables >= leastSyllables || spokenMs >= monotoneShare * neededMs ? 'real' : 'undecided';
}

function isVoice({ overlap, usualPeakDbfs }: OverlapSituation): boolean {
  const { frames, voiceSum, pitchedFrames, peakDbfs } = overlap;
  if (usualPeakDbfs !== undefined && peakDbfs < usualPeakDbfs - farDb) return false;
  if (frames < leastFrames) return frames > 0 && voiceSum / frames >= leastVoice;
  return voiceSum / frames >= leastVoice && pitchedFrames / frames >= leastPitchedShare;
}
