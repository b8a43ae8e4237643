/**
 * A caller's mood as the Controller keeps it: the track of the turns, what was done about it, and the last turn as it was
 * before its end, since engines tell what they heard of a turn when the reply to it is long under way. Pure.
 */
import type { Mood, MoodAction } from '../../core/mood.js';
import type { VoiceReading } from '../../core/voice-reading.js';
import { endMoodTurn, isAngryTurn, type MoodTrack, noMoodYet, noteVoice } from './mood.js';
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
  /** As it was before the end: with what the turn told. */
  readonly track: MoodTrack;
  readonly replyId: number;
  readonly endedMs: number;
  /** That something was done about, if anything was to be done. */
  readonly level: Mood['level'];
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

/** The turn is over already: the mood is what it would have been. */
export function noteLate(mood: CallerMood, note: Note): CallerMood {
  const { last, track } = mood;
  if (last === undefined) return mood;
  const told = note(last.track);
  const { voice, engine, words } = track;
  return { ...mood, last: { ...last, track: told }, track: { ...endMoodTurn(told), voice, engine, words } };
}

/** A later reading is of another sound than the turn: an "mm-hm" while the bot talks. */
const lateVoiceMs = 1000;

export function noteLateVoice(mood: CallerMood, reading: VoiceReading): CallerMood {
  const { last } = mood;
  return last === undefined || reading.atMs - last.endedMs > lateVoiceMs
    ? mood
    : noteLate(mood, (track) => noteVoice(track, reading));
}

/** A turn begins: what was told of sounds that were no turn is forgotten. */
export const beginMoodTurn = (mood: CallerMood): CallerMood => ({
  ...mood,
  track: { ...mood.track, voice: undefined, engine: undefined, words: '' },
});

export interface TurnEnd {
  readonly replyId: number;
  readonly nowMs: number;
  readonly canTransfer: boolean;
}

/** The turn is over, and what is to be done about it is due. */
export function endTurn(mood: CallerMood, policy: MoodPolicy, { replyId, nowMs, canTransfer }: TurnEnd): CallerMood {
  const ended = endMoodTurn(mood.track);
  // What came too late to be acted on in its turn is acted on now.
  const hasRisen = ended.mood.level !== 'calm' && (mood.last?.level ?? 'calm') === 'calm';
  const isStirred = hasRisen || isAngryTurn(ended.mood);
  const { deeds, actions } = decide(policy, mood.deeds, { mood: ended.mood, isStirred, canTransfer });
  const last = { track: mood.track, replyId, endedMs: nowMs, level: ended.mood.level };
  // The reply after which it was to be said was cut.
  const isUnsaid = mood.due.includes('offer-human') && !actions.includes('offer-human');
  const due = isUnsaid && ended.mood.level !== 'calm' ? [...actions, 'offer-human' as const] : actions;
  return { ...mood, track: ended, last, deeds, due };
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
