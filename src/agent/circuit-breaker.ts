/**
 * Whether an engine is worth asking, from how it did lately. Pure. The pattern is Nygard's circuit breaker ("Release It!"),
 * with probes that cost nothing in place of calls that try it out. docs/adr/0117-circuit-breaker.md.
 */

/** `closed`: sessions are opened. `open`: none are. `half-open`: one at a time, until one does well. */
export const breakerStates = ['closed', 'open', 'half-open'] as const;
export type BreakerState = (typeof breakerStates)[number];

/** How a session or a reply went, and what the engine said of itself. */
export const breakerEvents = ['succeeded', 'failed', 'probe-up', 'probe-down'] as const;
export type BreakerEvent = (typeof breakerEvents)[number];

export interface BreakerRules {
  /** Failures in a row that open it: more than one call can make of one outage. */
  readonly failuresInARow: number;
  /** Outcomes looked back on, and how many there have to be before their share of failures counts. */
  readonly outcomes: number;
  readonly leastOutcomes: number;
  /** Share of failures that opens it. */
  readonly failedShare: number;
  /** From opening to the first probe; doubled with each that does not help. */
  readonly waitMs: number;
  readonly longestWaitMs: number;
}

export const defaultBreakerRules: BreakerRules = {
  failuresInARow: 5,
  outcomes: 20,
  leastOutcomes: 10,
  failedShare: 0.5,
  waitMs: 2_000,
  longestWaitMs: 60_000,
};

export interface Breaker {
  readonly state: BreakerState;
  /** Oldest first; true for a failure. */
  readonly outcomes: readonly boolean[];
  /** While it is open: from the last probe, or the opening, to the next probe. */
  readonly waitMs: number;
}

export const closedBreaker = ({ waitMs }: BreakerRules): Breaker => ({ state: 'closed', outcomes: [], waitMs });

type Move = (breaker: Breaker, rules: BreakerRules) => Breaker;

const stay: Move = (breaker) => breaker;
const close: Move = (_breaker, rules) => closedBreaker(rules);
const open: Move = (_breaker, { waitMs }) => ({ state: 'open', outcomes: [], waitMs });
const waitLonger: Move = ({ waitMs }, { longestWaitMs }) => ({
  state: 'open',
  outcomes: [],
  waitMs: Math.min(waitMs * 2, longestWaitMs),
});
const halfOpen: Move = (breaker) => ({ ...breaker, state: 'half-open' });

const note =
  (failed: boolean): Move =>
  (breaker, rules) => {
    const outcomes = [...breaker.outcomes, failed].slice(-rules.outcomes);
    return failed && isTooMuch(outcomes, rules) ? open(breaker, rules) : { ...breaker, outcomes };
  };

function isTooMuch(outcomes: readonly boolean[], rules: BreakerRules): boolean {
  const inARow = outcomes.length - 1 - outcomes.lastIndexOf(false);
  if (inARow >= rules.failuresInARow) return true;
  const failed = outcomes.filter((outcome) => outcome).length;
  return outcomes.length >= rules.leastOutcomes && failed / outcomes.length >= rules.failedShare;
}

export interface BreakerRow {
  readonly means: string;
  readonly move: Move;
}

/** What sessions that were opened before say of an engine that is out is no news. */
const oldNews: BreakerRow = { means: 'a session from before', move: stay };

export const breakerTable: Readonly<Record<BreakerState, Readonly<Record<BreakerEvent, BreakerRow>>>> = {
  closed: {
    succeeded: { means: 'it works', move: note(false) },
    failed: { means: 'one more failure: open when it is too much', move: note(true) },
    'probe-up': { means: 'it works', move: stay },
    'probe-down': { means: 'it says that it does not work: open', move: open },
  },
  open: {
    succeeded: oldNews,
    failed: oldNews,
    'probe-up': { means: 'it is back: one session may try', move: halfOpen },
    'probe-down': { means: 'still away: asked again after twice the wait', move: waitLonger },
  },
  'half-open': {
    succeeded: { means: 'it works again', move: close },
    failed: { means: 'it only seemed to be back: asked again after twice the wait', move: waitLonger },
    'probe-up': { means: 'nobody has tried yet', move: stay },
    'probe-down': { means: 'away again', move: waitLonger },
  },
};

export const afterBreakerEvent = (breaker: Breaker, event: BreakerEvent, rules: BreakerRules): Breaker =>
  breakerTable[breaker.state][event].move(breaker, rules);
