import { type Fired, row, start, startSlow, stop, type Table } from './table.js';

/** RFC 3261 section 17.1.2. */
export type NonInviteClientState = 'initial' | 'trying' | 'proceeding' | 'completed' | 'terminated';

export type NonInviteClientEvent =
  | 'start'
  | 'response 1xx'
  | 'response 2xx'
  | 'response 3xx-6xx'
  | 'transport failure'
  | Fired<'E' | 'F' | 'K'>;

const final = row('completed' as const, stop('E'), stop('F'), start('K'), 'deliver response');

export const nonInviteClientTable: Table<NonInviteClientState, NonInviteClientEvent> = {
  initial: {
    start: row('trying', 'send request', start('E'), start('F')),
  },
  trying: {
    'timer E': row('trying', 'send request', start('E')),
    'timer F': row('terminated', 'report timeout'),
    'response 1xx': row('proceeding', stop('E'), startSlow('E'), 'deliver response'),
    'response 2xx': final,
    'response 3xx-6xx': final,
    'transport failure': row('terminated', 'report transport failure'),
  },
  proceeding: {
    'timer E': row('proceeding', 'send request', startSlow('E')),
    'timer F': row('terminated', 'report timeout'),
    'response 1xx': row('proceeding', 'deliver response'),
    'response 2xx': final,
    'response 3xx-6xx': final,
    'transport failure': row('terminated', 'report transport failure'),
  },
  completed: {
    'timer K': row('terminated'),
  },
  terminated: {},
};
