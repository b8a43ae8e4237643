import type { Mood, MoodAction } from './mood.js';
import type { ParalinguisticReading } from './paralinguistics.js';

/** Steps of a turn, in milliseconds after the caller's last voiced sample; after the request where there was none (keys). */
export interface TurnSteps {
  /** The ears reported the pause. */
  readonly pauseMs: number | undefined;
  /** The reply was asked for. */
  readonly requestMs: number | undefined;
  /** First sign of the reply from the engine. */
  readonly tokenMs: number | undefined;
  /** Its first audio. */
  readonly audioMs: number | undefined;
  /** The turn was over. */
  readonly commitMs: number | undefined;
  /** First audible packet on the wire. */
  readonly playMs: number | undefined;
}

/** Replies that were prepared before the turn was over. docs/adr/0083-guess-accounting.md has the definitions. */
export interface GuessAccount {
  readonly started: number;
  readonly committed: number;
  /** Started and never committed, for whatever reason. */
  readonly discarded: number;
  /** Time that callers did not have to wait. */
  readonly savedMs: number;
  /** Time that the engine worked on guesses which were discarded. */
  readonly wastedMs: number;
}

export const noGuesses: GuessAccount = { started: 0, committed: 0, discarded: 0, savedMs: 0, wastedMs: 0 };

export function addGuesses(a: GuessAccount, b: GuessAccount): GuessAccount {
  return {
    started: a.started + b.started,
    committed: a.committed + b.committed,
    discarded: a.discarded + b.discarded,
    savedMs: a.savedMs + b.savedMs,
    wastedMs: a.wastedMs + b.wastedMs,
  };
}

/**
 * What happens in a call, as told to whoever keeps records: the log now. One vocabulary for all of them.
 * Values are as they were; who writes them down where people read redacts them.
 */
export type CallEvent = { readonly callId: string } & (
  | {
      readonly type: 'invited';
      readonly caller: string;
      readonly called: string;
      readonly source: string;
      readonly bot: string;
      readonly route: string;
    }
  | {
      readonly type: 'refused';
      readonly caller: string;
      readonly called: string;
      readonly source: string;
      readonly status: number;
      readonly code: string;
      readonly message: string;
    }
  | { readonly type: 'answered'; readonly setupMs: number }
  | { readonly type: 'turn-state'; readonly from: string; readonly to: string; readonly cause: string }
  | { readonly type: 'said'; readonly by: 'caller' | 'bot'; readonly text: string; readonly cut: boolean }
  | { readonly type: 'keyed'; readonly digits: string }
  | { readonly type: 'tool'; readonly name: string; readonly ok: boolean }
  | {
      readonly type: 'turn';
      readonly gapMs: number | undefined;
      readonly guessed: boolean;
      readonly steps: TurnSteps;
    }
  | { readonly type: 'guess'; readonly outcome: 'started' | 'committed' | 'discarded' }
  /** How the caller sounded, as the engine heard it. */
  | { readonly type: 'paralinguistics'; readonly reading: ParalinguisticReading }
  /** The caller's mood after a turn, or once more when something of that turn was told late. */
  | ({ readonly type: 'mood' } & Mood)
  /** Done by the bot itself because of the caller's mood, which it rests on. */
  | ({ readonly type: 'mood-action'; readonly action: MoodAction } & Mood)
  /**
   * A reply was written in another language than `wanted`: the engine was asked for it once more before anybody heard it, or
   * the caller has heard it (`spoken`). `written`: a language, `mixed` or `any`.
   */
  | {
      readonly type: 'language-drift';
      readonly bot: string;
      readonly wanted: string;
      readonly written: string;
      readonly outcome: 'asked-again' | 'spoken';
    }
  | { readonly type: 'event-refused'; readonly event: string; readonly state: string }
  | { readonly type: 'failed'; readonly code: string; readonly message: string }
  /** A session of engine `to` took over from a lost one of `from`; of the same engine where there is no other. */
  | {
      readonly type: 'took-over';
      readonly from: string;
      readonly to: string;
      readonly tries: number;
      readonly tookMs: number;
    }
  | { readonly type: 'transfer'; readonly accepted: boolean; readonly status: number | undefined }
  | {
      readonly type: 'ended';
      readonly reason: string;
      readonly durationMs: number;
      readonly guesses: GuessAccount;
      readonly packetsSent: number;
      readonly packetsReceived: number;
      readonly packetsLost: number;
      readonly packetsRefused: number;
    }
);
