/**
 * A caller's mood from turn to turn: what the voice, the words and the engine say of each, added up with a memory, and
 * set against the caller's own first turns. One tag never decides alone (docs/adr/0121). Pure.
 */
import type { Evidence, Mood, MoodLevel } from '../../core/mood.js';
import type { ParalinguisticReading } from '../../core/paralinguistics.js';
import type { VoiceReading } from '../../core/voice-reading.js';
import { engineEvidence, voiceEvidence, wordEvidence } from './evidence.js';

interface Manner {
  readonly loudDbfs: number;
  readonly syllablesPerSecond: number;
}

export interface MoodTrack {
  readonly mood: Mood;
  /** Of the turn that is being spoken, or was just spoken. */
  readonly voice: VoiceReading | undefined;
  readonly engine: ParalinguisticReading | undefined;
  readonly words: string;
  /** The caller's first turns that could be measured. */
  readonly first: readonly Manner[];
  /** Turns since the level rose in which there was anger still. */
  readonly angryTurns: number;
  readonly turns: number;
}

/** How the turns add up; fitted on simulated calls of speakers the anger model had not heard (bench `mood`). */
export const moodRules = {
  memory: 0.6,
  risesAt: 1,
  calmsAt: 0.5,
  /** Evidence of a turn that keeps a raised mood up. */
  angryTurn: 0.35,
  /** Angry turns, the first included, from which on it is no flare any more. */
  sustainedTurns: 3,
  /** Evidence for each decibel above the first turns, beyond what people vary anyway; with the voice's own less than a rise. */
  perDb: 0.05,
  usualDb: 3,
  mostRaised: 0.19,
} as const;

const firstTurns = 2;

const nothingKnown: Mood = {
  level: 'calm',
  anger: 0,
  valence: 0,
  confidence: 0,
  pace: undefined,
  loudnessDb: undefined,
  evidence: [],
};

export const noMoodYet: MoodTrack = {
  mood: nothingKnown,
  voice: undefined,
  engine: undefined,
  words: '',
  first: [],
  angryTurns: 0,
  turns: 0,
};

/** The turn's voice so far; takes the place of an earlier reading of the turn. */
export const noteVoice = (track: MoodTrack, voice: VoiceReading): MoodTrack => ({ ...track, voice });

export const noteWords = (track: MoodTrack, words: string): MoodTrack => ({ ...track, words });

export const noteEngine = (track: MoodTrack, engine: ParalinguisticReading): MoodTrack => ({ ...track, engine });

/** The mood if the turn were over now. */
export function moodNow(track: MoodTrack): Mood {
  const evidence = evidenceOf(track);
  const { mood: before } = track;
  if (evidence.length === 0) return { ...before, evidence };
  const raised = raisedBy(track);
  const sum = evidence.reduce((total, { anger }) => total + anger, 0) + raised;
  const anger = Math.max(0, before.anger * moodRules.memory + sum);
  return {
    level: levelAfter(track, anger, sum),
    anger,
    valence: valenceOf(track, anger),
    confidence: confidenceOf(evidence, track.turns + 1),
    pace: paceOf(track),
    loudnessDb: against(track, ({ loudDbfs }) => loudDbfs),
    evidence,
  };
}

/** The caller's turn is over and is answered. */
export function endMoodTurn(track: MoodTrack): MoodTrack {
  const mood = moodNow(track);
  const spoke = track.voice !== undefined || track.words !== '' || track.engine !== undefined;
  const isAngry = mood.level !== 'calm' && isAngryTurn(mood);
  return {
    mood,
    voice: undefined,
    engine: undefined,
    words: '',
    first: track.voice !== undefined && track.first.length < firstTurns ? [...track.first, track.voice] : track.first,
    angryTurns: mood.level === 'calm' ? 0 : track.angryTurns + Number(isAngry),
    turns: track.turns + Number(spoke),
  };
}

/** What this turn told speaks for anger, whatever was before it. */
export const isAngryTurn = ({ evidence }: Mood): boolean => sumOf(evidence) >= moodRules.angryTurn;

function evidenceOf({ voice, engine, words }: MoodTrack): Evidence[] {
  return [
    voice && voiceEvidence(voice),
    engine && engineEvidence(engine),
    words === '' ? undefined : wordEvidence(words),
  ].filter((each) => each !== undefined);
}

const sumOf = (evidence: readonly Evidence[]): number => evidence.reduce((total, { anger }) => total + anger, 0);

/**
 * Louder than in the first turns: added only where the voice itself speaks for anger. Pitch is left out: it rises as
 * much with joy, and took every second cheerful call for an angry one.
 */
function raisedBy(track: MoodTrack): number {
  const { voice } = track;
  const louderDb = against(track, ({ loudDbfs }) => loudDbfs);
  if (voice === undefined || louderDb === undefined || (voiceEvidence(voice)?.anger ?? 0) <= 0) return 0;
  const { perDb, usualDb, mostRaised } = moodRules;
  return Math.min(mostRaised, perDb * Math.max(0, louderDb - usualDb));
}

function levelAfter({ mood, angryTurns }: MoodTrack, anger: number, sum: number): MoodLevel {
  const { risesAt, calmsAt, angryTurn, sustainedTurns } = moodRules;
  if (anger < (mood.level === 'calm' ? risesAt : calmsAt)) return 'calm';
  if (mood.level === 'sustained') return 'sustained';
  return sum >= angryTurn && angryTurns + 1 >= sustainedTurns ? 'sustained' : 'rising';
}

function valenceOf({ engine }: MoodTrack, anger: number): number {
  const emotion = engine?.emotion?.value;
  if (emotion === 'happy' && anger < moodRules.risesAt) return 0.5;
  return emotion === 'sad' ? Math.min(-0.5, -anger / 2) : -Math.min(1, anger / 2);
}

const confidenceOf = (evidence: readonly Evidence[], turns: number): number =>
  Math.min(1, 0.25 * evidence.length + 0.1 * turns);

function paceOf(track: MoodTrack): number | undefined {
  const octaves = against(track, ({ syllablesPerSecond }) => Math.log2(Math.max(syllablesPerSecond, 0.1)));
  return octaves === undefined ? undefined : 2 ** octaves;
}

/** This turn's measure less the mean of the first turns'. */
function against({ voice, first }: MoodTrack, measure: (of: Manner) => number): number | undefined {
  if (voice === undefined || first.length === 0) return undefined;
  return measure(voice) - first.reduce((sum, each) => sum + measure(each), 0) / first.length;
}
