/**
 * A caller's mood as the Controller keeps it: the track of the turns, what was done about it, and the last turn as it was
 * before its end, since engines tell what they heard of a turn when the reply to it is long under way. Pure.
 */
import type { MoodAction } from '../../core/mood.js';
import type { VoiceReading } from '../../core/voice-reading.js';
import { endMoodTurn, type MoodTrack, noMoodYet, noteVoice } from './mood.js';
import { decide, type MoodDeeds, type MoodPolicy, nothingDone } from './policy.js';

export interface CallerMood {
  readonly track: MoodTrack;
  readonly last: EndedTurn | undefined;
  readonly deeds: MoodDeeds;
  /** What is still to be done about the turn that has just ended. */
  readonly due: readonly MoodAction[];
  /** After which turn of the caller a human was last offered. */
  readonly offeredAfter: number | undefined;
}

interface EndedTurn {
  /** As it was before the end: with what the turn told, and with what had been done. */
  readonly track: MoodTrack;
  readonly deeds: MoodDeeds;
  /** What was to be done about it. */
  readonly actions: readonly MoodAction[];
  readonly replyId: number;
  readonly endedMs: number;
}

export const noCallerMoodYet: CallerMood = {
  track: noMoodYet,
  last: undefined,
  deeds: nothingDone,
  due: [],
  offeredAfter: undefined,
};

type Note = (track: MoodTrack) => MoodTrack;

export const noteNow = (mood: CallerMood, note: Note): CallerMood => ({ ...mood, track: note(mood.track) });

/** What is done about moods, and whether there is a human to call. */
export interface MoodMeans {
  readonly policy: MoodPolicy;
  readonly canTransfer: boolean;
}

/** The turn is over already: the mood is what it would have been, and what was not done about it yet is due. */
export function noteLate(mood: CallerMood, note: Note, { policy, canTransfer }: MoodMeans): CallerMood {
  const { last } = mood;
  if (last === undefined) return mood;
  const told = note(last.track);
  const ended = endMoodTurn(told);
  const { anger, evidence } = mood.track.mood;
  if (ended.mood.anger === anger && ended.mood.evidence.length === evidence.length) {
    return { ...mood, last: { ...last, track: told } };
  }
  const { voice, engine, words } = mood.track;
  const track = { ...ended, voice, engine, words };
  const { deeds, actions } = decide(policy, last.deeds, ended.mood, canTransfer);
  const more = actions.filter((action) => !last.actions.includes(action));
  if (more.length === 0) return { ...mood, track, last: { ...last, track: told } };
  const due = [...mood.due, ...more];
  return { ...mood, track, deeds, due, last: { ...last, track: told, actions: [...last.actions, ...more] } };
}

/** A later reading is of another sound than the turn: an "mm-hm" while the bot talks. */
const lateVoiceMs = 1000;

export function noteLateVoice(mood: CallerMood, reading: VoiceReading, means: MoodMeans): CallerMood {
  const { last } = mood;
  return last === undefined || reading.atMs - last.endedMs > lateVoiceMs
    ? mood
    : noteLate(mood, (track) => noteVoice(track, reading), means);
}

/** A turn begins: what was told of sounds that were no turn is forgotten. */
export const beginMoodTurn = (mood: CallerMood): CallerMood => ({
  ...mood,
  track: { ...mood.track, voice: undefined, engine: undefined, words: '' },
});

/** The turn, which that reply answers, is over, and what is to be done about it is due. */
export function endTurn(
  mood: CallerMood,
  { policy, canTransfer }: MoodMeans,
  { replyId, endedMs }: Pick<EndedTurn, 'replyId' | 'endedMs'>,
): CallerMood {
  const track = endMoodTurn(mood.track);
  const { deeds, actions } = decide(policy, mood.deeds, track.mood, canTransfer);
  // Known too late for its turn, or the reply before or after it was cut.
  const undone = track.mood.level === 'calm' ? [] : mood.due.filter((action) => !actions.includes(action));
  const last = { track: mood.track, deeds: mood.deeds, actions, replyId, endedMs };
  return { ...mood, track, last, deeds, due: [...undone, ...actions] };
}

export const isDue = ({ due }: CallerMood, action: MoodAction): boolean => due.includes(action);

/** It is done. */
export const withDone = (mood: CallerMood, action: MoodAction): CallerMood => ({
  ...mood,
  due: mood.due.filter((each) => each !== action),
  offeredAfter: action === 'offer-human' ? mood.deeds.turns : mood.offeredAfter,
});

/** The turn that has just ended answers the offer of a human. */
export const answersOffer = ({ deeds, offeredAfter }: CallerMood): boolean => offeredAfter === deeds.turns - 1;
