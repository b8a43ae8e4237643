/** What the Controller does about an upset caller by itself: an apology before the reply, a human after it or at once. */
import type { MoodAction } from '../core/mood.js';
import type { Effect } from './effect.js';
import { answersOffer, endTurn, isDue, type MoodMeans, withDone } from './mood/caller-mood.js';
import { acceptsHuman } from './mood/consent.js';
import type { Move, Step } from './moves.js';
import type { ControllerState } from './state.js';

/** The caller's turn, which `replyId` answers, is over: what is to be done about its mood is due. */
export const endMood =
  (replyId: number, nowMs: number): Move =>
  (state) => {
    const { attention } = state;
    const mood = endTurn(attention.mood, moodMeans(state), { replyId, endedMs: nowMs });
    return { state: { ...state, attention: { ...attention, mood } }, effects: [] };
  };

export const moodMeans = ({ rules: { mood: policy, canTransfer } }: ControllerState): MoodMeans => ({
  policy,
  canTransfer,
});

/** Tells of every mood that has come to be, however late. */
export function reportMood(before: ControllerState, state: ControllerState): Effect[] {
  const { mood } = state.attention.mood.track;
  return mood === before.attention.mood.track.mood ? [] : [{ type: 'report-mood', mood }];
}

/** One of the things that are due is done now, and reported with what it was done for. */
export function doneAbout(state: ControllerState, action: MoodAction): Step {
  const { attention } = state;
  const done = { ...state, attention: { ...attention, mood: withDone(attention.mood, action) } };
  return { state: done, effects: [{ type: 'report-mood-action', action, mood: attention.mood.track.mood }] };
}

export const owes = ({ attention }: ControllerState, action: MoodAction): boolean => isDue(attention.mood, action);

/** The caller has just been asked whether a human should take over, and says yes. */
export const acceptsOffer = ({ attention, rules, language }: ControllerState, text: string): boolean =>
  rules.canTransfer && answersOffer(attention.mood) && acceptsHuman(text, language);
