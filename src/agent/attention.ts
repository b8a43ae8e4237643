/**
 * What the Controller notices beside the turns: how long the caller has waited for words, how fast the caller speaks,
 * and who is at the other end. Updated after every event; decides nothing by itself. Pure.
 */
import type { ControllerEvent } from './event.js';
import {
  beginMoodTurn,
  type CallerMood,
  noCallerMoodYet,
  noteLate,
  noteLateVoice,
  noteNow,
} from './mood/caller-mood.js';
import { type MoodTrack, noteEngine, noteVoice, noteWords } from './mood/mood.js';
import { moodMeans } from './mood-moves.js';
import type { ControllerState } from './state.js';
import type { ReplyWait } from './system1/filler-rule.js';
import { usualAudioMs } from './system1/opener-rule.js';
import type { LineEvent } from './system1/other-end/line-event.js';
import { nobodyYet, noteLine, type OtherEndTrack } from './system1/other-end/other-end.js';
import { endPaceTurn, noPaceYet, notePace, type PaceTrack } from './system1/pace.js';

export interface Attention {
  /** The reply that the caller waits for in silence. */
  readonly wait: (ReplyWait & { readonly replyId: number }) | undefined;
  /** Tools that run for a reply. */
  readonly tool: (NonNullable<ReplyWait['tool']> & { readonly replyId: number }) | undefined;
  /** The filler that is being said. */
  readonly fillerId: number | undefined;
  /** When the timer for the next one is due. */
  readonly fillerDueMs: number | undefined;
  readonly pace: PaceTrack;
  readonly mood: CallerMood;
  /** The reply that is let out when the filler has been heard. */
  readonly heldReplyId: number | undefined;
  readonly otherEnd: OtherEndTrack;
  readonly speechOnsetMs: number | undefined;
  /** Length of the caller's turn so far, or of the last one. */
  readonly spokenMs: number;
  /** The bot has answered this turn of the caller with a word of its own. */
  readonly opened: boolean;
  /** What the engine usually needs from a request to its first audio; undefined before the first. */
  readonly usualAudioMs: number | undefined;
}

export const nothingNoticed: Attention = {
  wait: undefined,
  tool: undefined,
  fillerId: undefined,
  fillerDueMs: undefined,
  pace: noPaceYet,
  mood: noCallerMoodYet,
  heldReplyId: undefined,
  otherEnd: nobodyYet,
  speechOnsetMs: undefined,
  spokenMs: 0,
  opened: false,
  usualAudioMs: undefined,
};

export function notice(
  before: ControllerState,
  after: ControllerState,
  event: ControllerEvent,
  nowMs: number,
): Attention {
  const { attention } = after;
  const tool = toolAfter(attention, event, nowMs);
  const fillerId = fillerAfter(after, event);
  return {
    ...attention,
    tool,
    fillerId,
    wait: waitAfter(after, tool, attention.fillerId !== undefined && fillerId === undefined, nowMs),
    pace: paceAfter(before, after, event),
    mood: moodAfter(before, after, event),
    speechOnsetMs: 'onsetMs' in event ? event.onsetMs : attention.speechOnsetMs,
    spokenMs: event.type === 'cues' ? event.cues.spokenMs : attention.spokenMs,
    opened: attention.opened && !turnBegins(before, after),
    usualAudioMs: event.type === 'reply-audio' ? usualAfter(before, after) : attention.usualAudioMs,
    otherEnd: lineEvents(attention, event, nowMs).reduce(noteLine, attention.otherEnd),
  };
}

function toolAfter({ tool }: Attention, event: ControllerEvent, nowMs: number): Attention['tool'] {
  if (event.type === 'tool-result') return undefined;
  if (event.type !== 'tool-call' || event.effect === undefined || event.effect === 'call') return tool;
  return tool ?? { replyId: event.id, sinceMs: nowMs, effect: event.effect };
}

/** A filler is over when it was played, failed, or was cut together with the reply. */
function fillerAfter({ attention: { fillerId }, bot }: ControllerState, event: ControllerEvent): number | undefined {
  if (bot === undefined) return undefined;
  const isOver = (event.type === 'play-ended' || event.type === 'phrase-failed') && event.id === fillerId;
  return isOver ? undefined : fillerId;
}

function waitAfter(state: ControllerState, tool: Attention['tool'], fillerIsOver: boolean, nowMs: number) {
  const { bot, attention, rules } = state;
  const { reply } = bot ?? {};
  if (state.turn !== 'BotReplying' || reply === undefined || reply.hasAudio || rules.turnDetection === 'duplex') {
    return undefined;
  }
  const known = attention.wait?.replyId === reply.id ? attention.wait : undefined;
  const quietSinceMs = known === undefined || fillerIsOver ? nowMs : known.quietSinceMs;
  const said = known?.said ?? 0;
  return {
    replyId: reply.id,
    quietSinceMs,
    tool: tool?.replyId === reply.id ? tool : undefined,
    starting: false,
    said,
  };
}

const turnBegins = (before: ControllerState, { turn }: ControllerState): boolean =>
  turn === 'UserSpeaking' && before.turn !== 'UserSpeaking' && before.turn !== 'UserPaused';

/** Of a reply's first audio. */
function usualAfter(before: ControllerState, { attention, waterfall }: ControllerState): number | undefined {
  const { requestedMs, firstAudioMs } = waterfall;
  const isFirst = before.waterfall.firstAudioMs === undefined && firstAudioMs !== undefined;
  if (!isFirst || requestedMs === undefined) return attention.usualAudioMs;
  return usualAudioMs(attention.usualAudioMs, firstAudioMs - requestedMs);
}

function paceAfter(before: ControllerState, after: ControllerState, event: ControllerEvent): PaceTrack {
  const { pace } = after.attention;
  const speaks = before.turn === 'UserSpeaking' || before.turn === 'UserPaused';
  const noted = event.type === 'cues' && speaks ? notePace(pace, event.cues) : pace;
  if (!speaks || after.turn !== 'BotReplying' || after.bot?.reply === undefined) return noted;
  const upset = after.attention.mood.track.mood.level !== 'calm';
  return endPaceTurn(noted, { transcript: after.partial === '' ? undefined : after.partial, upset });
}

/** What tells of the mood of the turn that goes on, or late of the one before. */
function moodAfter(before: ControllerState, after: ControllerState, event: ControllerEvent): CallerMood {
  const mood = turnBegins(before, after) ? beginMoodTurn(after.attention.mood) : after.attention.mood;
  const isTurn = after.turn === 'UserSpeaking' || after.turn === 'UserPaused';
  const note = (id: number | undefined, told: (track: MoodTrack) => MoodTrack): CallerMood => {
    if (isTurn && (id === undefined || id === after.guess?.id)) return noteNow(mood, told);
    return id !== undefined && (id === mood.last?.replyId || id === after.bot?.reply?.id)
      ? noteLate(mood, told, moodMeans(after))
      : mood;
  };
  switch (event.type) {
    case 'voice':
      return isTurn
        ? noteNow(mood, (track) => noteVoice(track, event.reading))
        : noteLateVoice(mood, event.reading, moodMeans(after));
    case 'emotion':
      return note(event.id, (track) => noteEngine(track, { emotion: event.emotion }));
    case 'heard':
      return note(event.id, (track) => noteWords(track, event.final ? event.text : after.partial));
    default:
      return mood;
  }
}

function lineEvents({ speechOnsetMs }: Attention, event: ControllerEvent, nowMs: number): readonly LineEvent[] {
  switch (event.type) {
    case 'answered':
      return [{ type: 'answered', atMs: nowMs }];
    case 'line':
      return [event];
    case 'speech-pause':
      return speechOnsetMs === undefined
        ? []
        : [{ type: 'spoke', startedMs: speechOnsetMs, endedMs: event.lastVoicedMs }];
    case 'heard':
      return event.final ? [{ type: 'transcript', atMs: nowMs, text: event.text }] : [];
    case 'play-started':
      return [{ type: 'bot-began', atMs: nowMs }];
    case 'play-ended':
      return [{ type: 'bot-ended', atMs: nowMs }];
    default:
      return [];
  }
}
