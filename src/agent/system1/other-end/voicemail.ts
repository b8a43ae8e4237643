import { plainText } from '../plain-text.js';
import type { Evidence, LineEvent } from './line-event.js';

/** A voicemail speaks at once and at length, does not listen, and beeps. */
export interface VoicemailTrack {
  readonly answeredMs: number;
  /** The stretch of speech that began soon after the answer; undefined before it. */
  readonly firstMs: number | undefined;
  readonly spokenUntilMs: number;
  readonly announced: boolean;
  readonly asked: boolean;
  /** The words of its first sentences are known. */
  readonly read: boolean;
  /** End of the tone after which a message may be left. */
  readonly beepEndMs: number | undefined;
}

export const noVoicemail: VoicemailTrack = {
  answeredMs: 0,
  firstMs: undefined,
  spokenUntilMs: 0,
  announced: false,
  asked: false,
  read: false,
  beepEndMs: undefined,
};

/** A person says "hello?" and waits; an announcement goes on. */
const leastAnnouncementMs = 4000;
const leastBeforeBeepMs = 2500;
const promptMs = 4000;
const longestPauseMs = 1000;
const longestToBeepMs = 4000;
const beep = { leastMs: 140, mostMs: 2000 };
/** After this long a tone is something else. */
const lookingMs = 90_000;

/** What only a machine says; a caller may ask to leave a message too. */
const askedFor = new RegExp(
  [
    '(?:after|at) the (?:tone|beep)|please (?:leave|record) (?:a|your|us a) (?:message|name)|reached the (?:voice ?mail|mailbox)',
    "(?:is not|isn't|not) available to take your call|can't (?:come to|get to|take) (?:the|your) (?:phone|call)",
    '(?:嘟|嗶|咇|b)(?:一|的)?聲(?:之後|後)|請(?:留言|留低)|留言信箱|語音信箱',
    '(?:提示音|嘀|滴|嘟)(?:声|的一声|一声)?(?:之后|后)|请(?:留言|留下)|语音信箱',
  ].join('|'),
  'u',
);

export function noteVoicemail(track: VoicemailTrack, event: LineEvent): VoicemailTrack {
  switch (event.type) {
    case 'answered':
      return { ...noVoicemail, answeredMs: event.atMs };
    case 'spoke':
      return noteSpeech(track, event.startedMs, event.endedMs);
    case 'transcript':
      return { ...track, read: true, asked: track.asked || askedFor.test(plainText(event.text)) };
    case 'line':
      return event.cue.type === 'tone' ? noteTone(track, event.cue.startedMs, event.cue.durationMs) : track;
    default:
      return track;
  }
}

function noteSpeech(track: VoicemailTrack, startedMs: number, endedMs: number): VoicemailTrack {
  if (track.firstMs === undefined) {
    if (startedMs - track.answeredMs > promptMs) return track;
    return noteLength({ ...track, firstMs: startedMs, spokenUntilMs: endedMs });
  }
  if (startedMs - track.spokenUntilMs > longestPauseMs) return track;
  return noteLength({ ...track, spokenUntilMs: Math.max(endedMs, track.spokenUntilMs) });
}

const noteLength = (track: VoicemailTrack): VoicemailTrack => ({
  ...track,
  announced: track.announced || track.spokenUntilMs - (track.firstMs ?? 0) >= leastAnnouncementMs,
});

function noteTone(track: VoicemailTrack, startedMs: number, durationMs: number): VoicemailTrack {
  const { firstMs, spokenUntilMs, answeredMs } = track;
  const isBeep = durationMs >= beep.leastMs && durationMs <= beep.mostMs && startedMs - answeredMs <= lookingMs;
  const follows = startedMs >= spokenUntilMs - durationMs && startedMs - spokenUntilMs <= longestToBeepMs;
  const expected = firstMs !== undefined && spokenUntilMs - firstMs >= leastBeforeBeepMs && follows;
  return isBeep && expected ? { ...track, beepEndMs: startedMs + durationMs } : track;
}

export function voicemailEvidence({ announced, asked, beepEndMs }: VoicemailTrack): readonly Evidence[] {
  const evidence: Evidence[] = [];
  if (announced) evidence.push('long-announcement');
  if (asked) evidence.push('asks-for-message');
  if (beepEndMs !== undefined) evidence.push('beep-after-speech');
  return evidence.length >= 2 ? evidence : [];
}

/** A caller's long story may be followed by the beep of his kitchen: then the words decide, where they are known. */
export const isVoicemail = ({ asked, read, announced, beepEndMs }: VoicemailTrack): boolean =>
  beepEndMs !== undefined && (asked || (announced && !read));
