import { type Fired, row, start, stop, type Table } from './table.js';

/**
 * RFC 3261 section 17.2.1 with the Accepted state of RFC 6026 section 7.1. The retransmission of the 2xx until its
 * ACK (section 13.3.1.4) belongs to the user agent core in the RFC; here it is in the table, so that every timer of
 * an INVITE is in one place.
 */
export type InviteServerState =
  | 'initial'
  | 'proceeding'
  | 'completed'
  | 'confirmed'
  | 'accepted'
  | 'acknowledged'
  | 'terminated';

export type InviteServerEvent =
  | 'start'
  | 'request'
  | 'respond 1xx'
  | 'respond 2xx'
  | 'respond 3xx-6xx'
  | 'ack'
  | 'abandon'
  | 'transport failure'
  | Fired<'trying' | 'unanswered' | 'G' | 'H' | 'I' | 'L' | '2xx'>;

export const inviteServerTable: Table<InviteServerState, InviteServerEvent> = {
  initial: {
    start: row('proceeding', start('trying'), start('unanswered')),
  },
  proceeding: {
    'timer trying': row('proceeding', 'send 100'),
    'timer unanswered': row('proceeding', 'report unanswered'),
    request: row('proceeding', 'send response'),
    'respond 1xx': row('proceeding', stop('trying'), stop('unanswered'), 'send response'),
    'respond 2xx': row(
      'accepted',
      stop('trying'),
      stop('unanswered'),
      'send response',
      start('2xx'),
      start('H'),
      start('L'),
    ),
    'respond 3xx-6xx': row('completed', stop('trying'), stop('unanswered'), 'send response', start('G'), start('H')),
    'transport failure': row('terminated', 'report transport failure'),
  },
  completed: {
    request: row('completed', 'send response'),
    'timer G': row('completed', 'send response', start('G')),
    'timer H': row('terminated'),
    ack: row('confirmed', stop('G'), stop('H'), start('I')),
    'transport failure': row('terminated'),
  },
  confirmed: {
    'timer I': row('terminated'),
  },
  accepted: {
    'timer 2xx': row('accepted', 'send response', start('2xx')),
    // H starts before L and runs as long, so it fires first.
    'timer H': row('terminated', 'report missing ACK'),
    ack: row('acknowledged', stop('2xx'), stop('H'), 'deliver ACK'),
    // The dialog ended before the ACK: nothing is sent again, retransmissions of the INVITE are still absorbed.
    abandon: row('acknowledged', stop('2xx'), stop('H')),
    'transport failure': row('accepted'),
  },
  acknowledged: {
    'timer L': row('terminated'),
  },
  terminated: {},
};
