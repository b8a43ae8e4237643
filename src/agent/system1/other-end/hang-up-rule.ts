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
  // A script that tries the line is another bot too; an operator says whether machines may talk to it.
  otherBot: 'go-on',
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
/** From the words of a voicemail to its beep; one that does not come was no pure tone. */
const beepWaitMs = 15_000;
/** The second CNG tone comes within 4.1 s of the first, and lasts 0.5 s. */
const secondCngMs = 4_700;

/** What to do now, by rule. */
export function otherEndAction(other: OtherEnd, rules: OtherEndRules, nowMs: number): OtherEndAction {
  const { certain, sinceMs, evidence } = other;
  switch (other.kind) {
    case 'unknown':
    case 'human':
      return goOn;
    case 'fax':
      if (certain) return { type: 'hang-up', reason: 'fax' };
      return waitOr(sinceMs + secondCngMs, nowMs, goOn);
    case 'voicemail':
      if (certain) return endOfVoicemail(rules);
      if (!evidence.includes('asks-for-message')) return goOn;
      return waitOr(sinceMs + beepWaitMs, nowMs, endOfVoicemail(rules));
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

/** A voicemail that has told that it is one, and has not beeped yet: what is said now is said into its announcement. */
export const awaitsBeep = (other: OtherEnd, rules: OtherEndRules, nowMs: number): boolean =>
  other.kind === 'voicemail' && otherEndAction(other, rules, nowMs).type === 'wait';

const endOfVoicemail = ({ voicemail }: OtherEndRules): OtherEndAction =>
  voicemail === 'hang-up'
    ? { type: 'hang-up', reason: 'voicemail' }
    : { type: 'say-and-hang-up', phrase: 'leave-message', reason: 'voicemail' };

const waitOr = (untilMs: number, nowMs: number, otherwise: OtherEndAction): OtherEndAction =>
  nowMs < untilMs ? { type: 'wait', untilMs } : otherwise;
