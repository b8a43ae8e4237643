import type { Evidence, LineEvent } from './line-event.js';

/** Music has no pauses to breathe in, and a pitch where there is no voice. */
export interface MusicTrack {
  readonly seconds: readonly Second[];
  /** Beginning of the music that is on. */
  readonly sinceMs: number | undefined;
}

interface Second {
  readonly atMs: number;
  readonly spanMs: number;
  readonly activeMs: number;
  readonly voicedMs: number;
  readonly pitchedMs: number;
}

export const noMusic: MusicTrack = { seconds: [], sinceMs: undefined };

/** Music for so long is no ring tone in the background. */
const leastMs = 10_000;
const active = 0.95;
const mostVoiced = 0.5;
/** Chords and tunes have 0.83 and more; a chainsaw 0.5 at its most, rain and helicopters 0.3, speech 0.03. */
const leastPitched = 0.55;
/** Whether it is over is seen sooner. */
const overMs = 2000;
const overActive = 0.8;
const overVoiced = 0.6;

export function noteMusic(track: MusicTrack, event: LineEvent): MusicTrack {
  if (event.type !== 'line' || event.cue.type !== 'second') return track;
  const { cue } = event;
  const seconds = [...track.seconds, cue].filter(({ atMs }) => atMs > cue.atMs - leastMs);
  if (track.sinceMs !== undefined) {
    const last = shares(seconds.filter(({ atMs }) => atMs > cue.atMs - overMs));
    const over = last.active < overActive || last.voiced > overVoiced;
    return { seconds, sinceMs: over ? undefined : track.sinceMs };
  }
  const first = seconds[0]!;
  const sinceMs = first.atMs - first.spanMs;
  const all = shares(seconds);
  const isMusic =
    cue.atMs - sinceMs >= leastMs && all.active >= active && all.voiced <= mostVoiced && all.pitched >= leastPitched;
  return { seconds, sinceMs: isMusic ? sinceMs : undefined };
}

function shares(seconds: readonly Second[]) {
  const sum = (of: (second: Second) => number) => seconds.reduce((total, second) => total + of(second), 0);
  const span = sum(({ spanMs }) => spanMs);
  return {
    active: sum(({ activeMs }) => activeMs) / span,
    voiced: sum(({ voicedMs }) => voicedMs) / span,
    pitched: sum(({ pitchedMs }) => pitchedMs) / span,
  };
}

export const musicEvidence = ({ sinceMs }: MusicTrack): readonly Evidence[] =>
  sinceMs === undefined ? [] : ['continuous-music'];
