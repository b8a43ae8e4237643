/** The three base values of RFC 3261 (table 4), in milliseconds. */
export interface SipTimers {
  /** Round-trip time estimate. */
  readonly t1Ms: number;
  /** Longest interval between retransmissions of non-INVITE requests and INVITE responses. */
  readonly t2Ms: number;
  /** Longest time a message stays in the network. */
  readonly t4Ms: number;
}

export const defaultTimers: SipTimers = { t1Ms: 500, t2Ms: 4000, t4Ms: 5000 };

/**
 * A to K of RFC 3261 table 4, L and M of RFC 6026, and four without a letter: the 200 ms before an automatic 100
 * (section 17.2.1), the retransmission of a 2xx (section 13.3.1.4), of a reliable 1xx (RFC 3262 section 3), and the
 * time an application has to say anything at all to a request.
 */
export type TimerName =
  | 'A'
  | 'B'
  | 'C'
  | 'D'
  | 'E'
  | 'F'
  | 'G'
  | 'H'
  | 'I'
  | 'J'
  | 'K'
  | 'L'
  | 'M'
  | 'trying'
  | '2xx'
  | 'rel1xx'
  | 'unanswered';

const timerCMs = 185_000;
const tryingMs = 200;

/**
 * How long `name` runs when it is started for the `start`-th time (from 0).
 * undefined: it does not exist on that transport. 0: it fires at once.
 */
export function timerMs(name: TimerName, start: number, reliable: boolean, timers: SipTimers): number | undefined {
  const { t1Ms, t2Ms, t4Ms } = timers;
  const doubling = t1Ms * 2 ** start;
  switch (name) {
    case 'A':
      return reliable ? undefined : doubling;
    case 'E':
    case 'G':
      return reliable ? undefined : Math.min(doubling, t2Ms);
    case '2xx':
      return Math.min(doubling, t2Ms);
    case 'rel1xx':
      return doubling;
    case 'B':
    case 'F':
    case 'H':
    case 'L':
    case 'M':
      return 64 * t1Ms;
    case 'D':
    case 'J':
      return reliable ? 0 : 64 * t1Ms;
    case 'I':
    case 'K':
      return reliable ? 0 : t4Ms;
    case 'C':
      return timerCMs;
    case 'trying':
      return tryingMs;
    case 'unanswered':
      return 128 * t1Ms;
  }
}
