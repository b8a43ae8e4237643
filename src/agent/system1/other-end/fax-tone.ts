import type { Evidence, LineEvent } from './line-event.js';

/**
 * A fax that calls sends CNG, 1100 Hz +-38 Hz for 0.5 s every 3.5 s, all within 15 % (ITU-T T.30, 4.2 and Appendix III);
 * one that is called answers with 2100 Hz +-15 Hz for 2.6 to 4 s, whose phase modems turn every 450 ms (ITU-T V.8).
 */
export interface FaxTrack {
  /** Beginning of the last CNG tone. */
  readonly cngMs: number | undefined;
  readonly cngs: number;
  /** 2100 Hz heard so far, in runs next to each other, and the end of the last one. */
  readonly answerMs: number;
  readonly answerEndMs: number;
}

export const noFax: FaxTrack = { cngMs: undefined, cngs: 0, answerMs: 0, answerEndMs: 0 };

const tolerance = 0.15;
const cng = { hz: 1100, hzOff: 38, ms: 500, periodMs: 3500 };
const answer = { hz: 2100, hzOff: 20, leastMs: 2000, joinMs: 300 };
/** Of what is measured in frames. */
const measuredMs = 40;

export function noteFax(track: FaxTrack, event: LineEvent): FaxTrack {
  if (event.type !== 'line') return track;
  if (event.cue.type === 'second')
    return isStale(track, event.cue.atMs) ? { ...track, cngMs: undefined, cngs: 0 } : track;
  const { hz, startedMs, durationMs } = event.cue;
  if (near(hz, cng.hz, cng.hzOff) && near(durationMs, cng.ms, cng.ms * tolerance)) {
    const again = track.cngMs !== undefined && near(startedMs - track.cngMs, cng.periodMs, periodOff);
    return { ...track, cngMs: startedMs, cngs: again ? track.cngs + 1 : 1 };
  }
  if (!near(hz, answer.hz, answer.hzOff)) return track;
  const joined = startedMs - track.answerEndMs <= answer.joinMs;
  return {
    ...track,
    answerMs: (joined ? track.answerMs : 0) + durationMs,
    answerEndMs: startedMs + durationMs,
  };
}

const periodOff = cng.periodMs * tolerance + measuredMs;

/** A single tone that no second one followed was something else. */
const isStale = ({ cngMs, cngs }: FaxTrack, nowMs: number) =>
  cngs === 1 && cngMs !== undefined && nowMs - cngMs > cng.periodMs + periodOff + cng.ms * (1 + tolerance);

export function faxEvidence({ cngs, answerMs }: FaxTrack): readonly Evidence[] {
  if (answerMs >= answer.leastMs) return ['answer-tone'];
  if (cngs >= 2) return ['cng-tone-repeated'];
  return cngs === 1 ? ['cng-tone'] : [];
}

const near = (value: number, nominal: number, off: number) => Math.abs(value - nominal) <= off;
