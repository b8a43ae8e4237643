import type { TurnCues } from '../../core/turn-cues.js';
import type { SpeakingStyle } from '../voice.js';
import { type Manner, noteManner, nothingHeard } from './manner.js';
import { plainText } from './plain-text.js';
import { syllables } from './syllables.js';

/** Whether the bot should slow down for this caller, judged after each turn against the caller's first turns. Pure. */
export interface PaceTrack {
  readonly turn: Manner;
  /** The caller's first turns that were long enough to measure, at most `firstTurns`. */
  readonly first: readonly MeasuredTurn[];
  readonly slowFor: SlowReason | undefined;
  /** Turns in a row that were fast, and that were neither fast nor upset. */
  readonly fastTurns: number;
  readonly calmTurns: number;
}

export type SlowReason = 'asked' | 'upset' | 'fast';

/** Rates are syllables a second of speech, without the pauses. */
export interface MeasuredTurn {
  readonly soundRate: number;
  /** By the transcript; undefined when there is none. */
  readonly textRate: number | undefined;
  readonly levelDbfs: number;
  readonly pitchOctaves: number | undefined;
}

export const noPaceYet: PaceTrack = { turn: nothingHeard, first: [], slowFor: undefined, fastTurns: 0, calmTurns: 0 };

const firstTurns = 2;
const leastSpeakingMs = 1000;
/** Of 535 acted sentences 4 % of the neutral ones are so much faster than two others of their speaker: two in a row count. */
const fast = { rate: 1.35, turns: 2 };
const calm = { rate: 1.15, turns: 2 };
/** Of the angry sentences 95 % are so much higher than two neutral ones of their speaker, 2 % of the neutral ones, and
 * of the happy ones 88 %: so that the caller must be louder too. */
const raised = { semitones: 4, db: 4 };

/** Takes a frame of the caller's turn. */
export const notePace = (track: PaceTrack, cues: TurnCues): PaceTrack => ({
  ...track,
  turn: noteManner(track.turn, cues),
});

export interface TurnHints {
  /** The final transcript, when there is one. */
  readonly transcript: string | undefined;
  /** The engine, or whoever hears moods, takes the caller for upset. */
  readonly upset: boolean;
}

/** The caller's turn is over. */
export function endPaceTurn(track: PaceTrack, { transcript, upset }: TurnHints): PaceTrack {
  const ended = { ...track, turn: nothingHeard };
  if (transcript !== undefined && asksForSlower(transcript)) return { ...ended, slowFor: 'asked' };
  const turn = measure(track.turn, transcript);
  if (turn === undefined) return upset ? slowDown(ended, 'upset') : ended;
  if (track.first.length < firstTurns) {
    const first = [...track.first, turn];
    return upset ? slowDown({ ...ended, first }, 'upset') : { ...ended, first };
  }
  if (upset || isRaised(turn, track.first)) return slowDown(ended, 'upset');
  const rate = relativeRate(turn, track.first);
  if (rate >= fast.rate) {
    const fastTurns = track.fastTurns + 1;
    return fastTurns >= fast.turns ? slowDown(ended, 'fast') : { ...ended, fastTurns, calmTurns: 0 };
  }
  return rate <= calm.rate ? calmDown(ended) : { ...ended, fastTurns: 0 };
}

/** The bot's own pace where nothing speaks against it. */
export const paceOf = ({ slowFor }: PaceTrack, own: SpeakingStyle['pace'] = 'normal'): SpeakingStyle['pace'] =>
  slowFor === undefined ? own : 'slow';

/** What was asked for once holds for the call. */
const slowDown = (track: PaceTrack, reason: SlowReason): PaceTrack => ({
  ...track,
  slowFor: track.slowFor === 'asked' ? 'asked' : reason,
  fastTurns: 0,
  calmTurns: 0,
});

function calmDown(track: PaceTrack): PaceTrack {
  const calmTurns = track.calmTurns + 1;
  const over = calmTurns >= calm.turns && track.slowFor !== 'asked';
  return { ...track, fastTurns: 0, calmTurns, slowFor: over ? undefined : track.slowFor };
}

function measure(turn: Manner, transcript: string | undefined): MeasuredTurn | undefined {
  const { speakingMs, nuclei, levels, levelSum, octaves, octaveSum } = turn;
  if (speakingMs < leastSpeakingMs || levels === 0) return undefined;
  return {
    soundRate: (1000 * nuclei) / speakingMs,
    textRate: transcript === undefined ? undefined : (1000 * syllables(transcript)) / speakingMs,
    levelDbfs: levelSum / levels,
    pitchOctaves: octaves === 0 ? undefined : octaveSum / octaves,
  };
}

/** Against the first turns; by the transcripts where all of them have one. */
function relativeRate(turn: MeasuredTurn, first: readonly MeasuredTurn[]): number {
  const texts = mean(first.map(({ textRate }) => textRate));
  if (turn.textRate !== undefined && texts !== undefined && texts > 0) return turn.textRate / texts;
  const sounds = mean(first.map(({ soundRate }) => soundRate)) ?? 0;
  return sounds > 0 ? turn.soundRate / sounds : 1;
}

function isRaised(turn: MeasuredTurn, first: readonly MeasuredTurn[]): boolean {
  const pitch = mean(first.map(({ pitchOctaves }) => pitchOctaves));
  const level = mean(first.map(({ levelDbfs }) => levelDbfs));
  if (pitch === undefined || level === undefined || turn.pitchOctaves === undefined) return false;
  return 12 * (turn.pitchOctaves - pitch) >= raised.semitones && turn.levelDbfs - level >= raised.db;
}

/** undefined unless all are known. */
function mean(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  if (known.length < values.length || known.length === 0) return undefined;
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

const slower = new RegExp(
  [
    '\\bslow(?:er)? down\\b|\\b(?:speak|talk|say (?:that|it)|go|read (?:that|it)) (?:a (?:little |bit )?(?:bit )?)?(?:more slowly|slower|slowly)\\b',
    "\\b(?:you're|you are|that's|that is|that was) (?:speaking |talking |going )?(?:too|so|way too) fast\\b",
    '(?:講|讲)(?:得)?慢(?:啲|少少|一?點|一?点)|慢(?:啲|少少|慢)(?:講|嚟講)|講(?:得)?(?:太|咁|好)快',
    '(?:说|讲)(?:得)?慢(?:一)?点|慢(?:一)?点(?:儿)?(?:说|讲)|慢慢(?:说|讲)|(?:说|讲)(?:得)?太快',
  ].join('|'),
  'u',
);

export const asksForSlower = (transcript: string): boolean => slower.test(plainText(transcript));
