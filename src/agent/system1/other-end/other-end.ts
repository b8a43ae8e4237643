/** Who is at the other end, judged again after every event. Pure. */
import { type HabitsTrack, machineEvidence, noHabits, noteHabits, personEvidence } from './conversation-habits.js';
import { type FaxTrack, faxEvidence, noFax, noteFax } from './fax-tone.js';
import { type MusicTrack, musicEvidence, noMusic, noteMusic } from './hold-music.js';
import type { Evidence, LineEvent } from './line-event.js';
import { isVoicemail, noteVoicemail, noVoicemail, type VoicemailTrack, voicemailEvidence } from './voicemail.js';

export type OtherEndKind = 'unknown' | 'human' | 'voicemail' | 'hold-music' | 'bot' | 'fax';

export interface OtherEnd {
  readonly kind: OtherEndKind;
  /** What is not certain may still turn out otherwise. */
  readonly certain: boolean;
  readonly evidence: readonly Evidence[];
  /** Since when it is taken for that; for a certain voicemail the end of its beep. Clock.nowMs(). */
  readonly sinceMs: number;
}

export interface OtherEndTrack {
  readonly fax: FaxTrack;
  readonly voicemail: VoicemailTrack;
  readonly music: MusicTrack;
  readonly habits: HabitsTrack;
  readonly verdict: OtherEnd;
}

export const nobodyYet: OtherEndTrack = {
  fax: noFax,
  voicemail: noVoicemail,
  music: noMusic,
  habits: noHabits,
  verdict: { kind: 'unknown', certain: false, evidence: [], sinceMs: 0 },
};

export function noteLine(track: OtherEndTrack, event: LineEvent): OtherEndTrack {
  const noted = {
    fax: noteFax(track.fax, event),
    voicemail: noteVoicemail(track.voicemail, event),
    music: noteMusic(track.music, event),
    habits: noteHabits(track.habits, event),
  };
  return { ...noted, verdict: judge(noted, track.verdict, timeOf(event)) };
}

type Tracks = Omit<OtherEndTrack, 'verdict'>;

/** What is heard as a tone comes before what is made out of words and habits; music before habits that it may fake. */
function judge(tracks: Tracks, before: OtherEnd, nowMs: number): OtherEnd {
  const { kind, certain, evidence } = [faxVerdict, voicemailVerdict, musicVerdict, botVerdict, personVerdict]
    .map((verdict) => verdict(tracks))
    .find((verdict) => verdict.evidence.length > 0) ?? { kind: 'unknown' as const, certain: false, evidence: [] };
  const sinceMs = kind === 'voicemail' && certain ? tracks.voicemail.beepEndMs : tracks.music.sinceMs;
  if (kind === before.kind && certain === before.certain) return { kind, certain, evidence, sinceMs: before.sinceMs };
  return {
    kind,
    certain,
    evidence,
    sinceMs: (kind === 'voicemail' || kind === 'hold-music' ? sinceMs : undefined) ?? nowMs,
  };
}

type Verdict = Omit<OtherEnd, 'sinceMs'>;

function faxVerdict({ fax, voicemail }: Tracks): Verdict {
  const evidence = faxEvidence(fax);
  const certain = evidence.some((entry) => entry !== 'cng-tone');
  // A beep of 1100 Hz after an announcement is a voicemail's.
  return { kind: 'fax', certain, evidence: certain || voicemail.firstMs === undefined ? evidence : [] };
}

const voicemailVerdict = ({ voicemail }: Tracks): Verdict => ({
  kind: 'voicemail',
  certain: isVoicemail(voicemail),
  evidence: voicemailEvidence(voicemail),
});

const musicVerdict = ({ music }: Tracks): Verdict => ({
  kind: 'hold-music',
  certain: true,
  evidence: musicEvidence(music),
});

/** People repeat themselves when they are not understood, so that one habit alone is no certainty. */
function botVerdict({ habits }: Tracks): Verdict {
  const evidence = machineEvidence(habits);
  if (habits.backChannels > 0) return { kind: 'bot', certain: false, evidence: [] };
  const repeats = evidence.includes('same-words-again') || evidence.includes('same-length-again');
  const timed = evidence.includes('constant-gaps');
  const certain = habits.menuItems >= 2 || (repeats && timed && habits.interruptions === 0);
  return { kind: 'bot', certain, evidence };
}

const personVerdict = ({ habits }: Tracks): Verdict => {
  const evidence = personEvidence(habits);
  return { kind: 'human', certain: evidence.includes('back-channel'), evidence };
};

function timeOf(event: LineEvent): number {
  if (event.type === 'spoke') return event.endedMs;
  if (event.type !== 'line') return event.atMs;
  return event.cue.type === 'second' ? event.cue.atMs : event.cue.startedMs + event.cue.durationMs;
}
