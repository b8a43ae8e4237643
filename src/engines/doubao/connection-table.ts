/** Every step of a Doubao connection, from its socket to its end. Pure. */
import type { ClientEventName } from './client-event.js';

export type ConnectionState = 'connecting' | 'starting' | 'ready' | 'finishing' | 'over';
export type ConnectionTrigger =
  | 'socket-open'
  | 'connection-started'
  | 'session-started'
  | 'session-finished'
  | 'failed'
  | 'close'
  | 'socket-closed';

export interface ConnectionStep {
  readonly to: ConnectionState;
  /** Sent on the way. */
  readonly sends: readonly ClientEventName[];
}

const ends: ConnectionStep = { to: 'over', sends: [] };
const lost = { failed: ends, 'session-finished': ends, 'socket-closed': ends } as const;
const leave: ConnectionStep = { to: 'finishing', sends: ['finishSession', 'finishConnection'] };

/** A trigger without a step changes nothing. */
export const connectionTable: Readonly<
  Record<ConnectionState, Readonly<Partial<Record<ConnectionTrigger, ConnectionStep>>>>
> = {
  connecting: {
    ...lost,
    'socket-open': { to: 'connecting', sends: ['startConnection'] },
    'connection-started': { to: 'starting', sends: ['startSession'] },
    close: { to: 'finishing', sends: ['finishConnection'] },
  },
  starting: { ...lost, 'session-started': { to: 'ready', sends: [] }, close: leave },
  ready: { ...lost, close: leave },
  finishing: { 'socket-closed': ends },
  over: {},
};
