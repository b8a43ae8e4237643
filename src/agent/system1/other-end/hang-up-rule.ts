import type { PhraseName } from '../../phrases.js';
import type { OtherEnd } from './other-end.js';

/** What a bot does with a machine at the other end. */
export interface OtherEndRules {
  readonly voicemail: 'hang-up' | 'leave-message';
  readonly otherBot: 'hang-up' | 'go-on';
  /** Longest wait while music is played. Milliseconds. */
  readonly musicLimitMs: number;
}

export const defaultOtherEndRules: OtherEndRules = {
  voicemail: 'hang-up',
  otherBot: 'hang-up',
  musicLimitMs: 120_000,
};

export type HangUpReason = 'voicemail' | 'fax' | 'hold-music' | 'other-bot';

export type OtherEndAction =
  | { readonly type: 'go-on' }
  /** Say nothing, ask nothing; asked again at `untilMs` at the latest. */
  | { readonly type: 'wait'; readonly untilMs: number }
  | { readonly type: 'say-and-hang-up'; readonly phrase: PhraseName; readonly reason: HangUpReason }
  | { readonly type: 'hang-up'; readonly reason: HangUpReason };

const goOn: OtherEndAction = { type: 'go-on' };
/** Longest greeting of a voicemail up to its beep. */
const beepWaitMs = 45_000;
/** The second CNG tone comes within 4.1 s of the first, and lasts 0.5 s. */
const secondCngMs = 4_700;

/** What to do now, by rule. */
export function otherEndAction(other: OtherEnd, rules: OtherEndRules, nowMs: number): OtherEndAction {
  const { certain, sinceMs } = other;
  switch (other.kind) {
    case 'unknown':
    case 'human':
      return goOn;
    case 'fax':
      if (certain) return { type: 'hang-up', reason: 'fax' };
      return waitOr(sinceMs + secondCngMs, nowMs, goOn);
    case 'voicemail':
      if (rules.voicemail === 'hang-up') return { type: 'hang-up', reason: 'voicemail' };
      if (certain) return { type: 'say-and-hang-up', phrase: 'leave-message', reason: 'voicemail' };
      return waitOr(sinceMs + beepWaitMs, nowMs, { type: 'hang-up', reason: 'voicemail' });
    case 'hold-music':
      return waitOr(sinceMs + rules.musicLimitMs, nowMs, {
        type: 'say-and-hang-up',
        phrase: 'goodbye-later',
        reason: 'hold-music',
      });
    case 'bot':
      if (!certain || rules.otherBot === 'go-on') return goOn;
      return { type: 'say-and-hang-up', phrase: 'goodbye', reason: 'other-bot' };
  }
}

const waitOr = (untilMs: number, nowMs: number, otherwise: OtherEndAction): OtherEndAction =>
  nowMs < untilMs ? { type: 'wait', untilMs } : otherwise;
