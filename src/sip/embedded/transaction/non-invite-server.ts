import { type Fired, row, start, stop, type Table } from './table.js';

/** RFC 3261 section 17.2.2. */
export type NonInviteServerState = 'initial' | 'trying' | 'proceeding' | 'completed' | 'terminated';

export type NonInviteServerEvent =
  | 'start'
  | 'request'
  | 'respond 1xx'
  | 'respond 2xx'
  | 'respond 3xx-6xx'
  | 'transport failure'
  | Fired<'J' | 'unanswered'>;

const final = row('completed' as const, stop('unanswered'), 'send response', start('J'));

export const nonInviteServerTable: Table<NonInviteServerState, NonInviteServerEvent> = {
  initial: {
    start: row('trying', start('unanswered')),
  },
  trying: {
    'timer unanswered': row('trying', 'report unanswered'),
    'respond 1xx': row('proceeding', 'send response'),
    'respond 2xx': final,
    'respond 3xx-6xx': final,
    'transport failure': row('terminated', 'report transport failure'),
  },
  proceeding: {
    'timer unanswered': row('proceeding', 'report unanswered'),
    request: row('proceeding', 'send response'),
    'respond 1xx': row('proceeding', 'send response'),
    'respond 2xx': final,
    'respond 3xx-6xx': final,
    'transport failure': row('terminated', 'report transport failure'),
  },
  completed: {
    request: row('completed', 'send response'),
    'timer J': row('terminated'),
    'transport failure': row('terminated'),
  },
  terminated: {},
};
