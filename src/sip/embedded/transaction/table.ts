import type { TimerName } from './timers.js';

/** What a transition asks of the transaction that runs the table. */
export type Effect =
  | 'send request'
  | 'send response'
  | 'send 100'
  | 'send ACK'
  | 'send CANCEL'
  | 'deliver response'
  | 'deliver ACK'
  | 'report timeout'
  | 'report transport failure'
  | 'report missing ACK'
  | 'report unanswered'
  | { readonly start: TimerName; readonly slow?: boolean }
  | { readonly stop: TimerName };

export interface Row<State extends string> {
  readonly to: State;
  readonly effects: readonly Effect[];
}

/** state -> event -> row. An event without a row is refused and changes nothing. */
export type Table<State extends string, Event extends string> = {
  readonly [S in State]: { readonly [E in Event]?: Row<State> };
};

export type Fired<Name extends TimerName> = `timer ${Name}`;

export const start = (name: TimerName): Effect => ({ start: name });
/** Timer E runs at T2 once a provisional response came (RFC 3261 section 17.1.2.2). */
export const startSlow = (name: TimerName): Effect => ({ start: name, slow: true });
export const stop = (name: TimerName): Effect => ({ stop: name });

export function row<State extends string>(to: State, ...effects: Effect[]): Row<State> {
  return { to, effects };
}
