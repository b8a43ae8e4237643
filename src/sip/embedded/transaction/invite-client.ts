import { type Fired, row, start, stop, type Table } from './table.js';

/** RFC 3261 section 17.1.1 with the Accepted state of RFC 6026 section 7.2. */
export type InviteClientState = 'initial' | 'calling' | 'proceeding' | 'completed' | 'accepted' | 'terminated';

export type InviteClientEvent =
  | 'start'
  | 'response 1xx'
  | 'response 2xx'
  | 'response 3xx-6xx'
  | 'cancel'
  | 'transport failure'
  | Fired<'A' | 'B' | 'C' | 'D' | 'M'>;

const answered = [stop('A'), stop('B'), stop('C')] as const;

export const inviteClientTable: Table<InviteClientState, InviteClientEvent> = {
  initial: {
    start: row('calling', 'send request', start('A'), start('B')),
  },
  calling: {
    'timer A': row('calling', 'send request', start('A')),
    'timer B': row('terminated', 'report timeout'),
    'response 1xx': row('proceeding', stop('A'), stop('B'), start('C'), 'deliver response'),
    'response 2xx': row('accepted', ...answered, start('M'), 'deliver response'),
    'response 3xx-6xx': row('completed', ...answered, 'send ACK', start('D'), 'deliver response'),
    'transport failure': row('terminated', 'report transport failure'),
  },
  proceeding: {
    'response 1xx': row('proceeding', start('C'), 'deliver response'),
    'response 2xx': row('accepted', ...answered, start('M'), 'deliver response'),
    'response 3xx-6xx': row('completed', ...answered, 'send ACK', start('D'), 'deliver response'),
    // Section 9.1: a cancelled INVITE that gets no final response in 64*T1 is taken as ended.
    cancel: row('proceeding', 'send CANCEL', start('B')),
    'timer B': row('terminated', 'report timeout'),
    // Nobody rings for more than three minutes (section 16.6 step 11 asks that of proxies; here it bounds the call).
    'timer C': row('proceeding', 'send CANCEL', start('B')),
    'transport failure': row('terminated', 'report transport failure'),
  },
  completed: {
    'response 3xx-6xx': row('completed', 'send ACK'),
    'timer D': row('terminated'),
    'transport failure': row('terminated'),
  },
  accepted: {
    'response 2xx': row('accepted', 'deliver response'),
    'timer M': row('terminated'),
  },
  terminated: {},
};
