import type { Log } from '../../../core/log.js';
import type { SipAddress } from '../../sip.js';

export type Protocol = SipAddress['protocol'];

/** One open TCP connection, as far as the rest of the endpoint has to know it. */
export interface Connection {
  readonly open: boolean;
}

/** Where a message came from; its answer goes back the same way. */
export interface Flow {
  readonly protocol: Protocol;
  /** Remote address and port, as the transport saw them. */
  readonly address: string;
  readonly port: number;
  /** The address of ours that the peer can be told. */
  readonly local: SipAddress;
  readonly connection: Connection | undefined;
}

/** Where a message is to be sent. */
export interface Target {
  readonly protocol: Protocol;
  readonly address: string;
  readonly port: number;
  readonly local: SipAddress;
  /** Used while it is open; otherwise a new connection to address and port is made. */
  readonly connection?: Connection | undefined;
}

/** Called with one message (a datagram, or what the framer cut out of a stream) as a byte string. */
export type Receive = (text: string, flow: Flow) => void;

/** Called at most once for a message that surely did not leave. */
export type SendFailed = (error: Error) => void;

export type EndpointLog = Pick<Log, 'debug' | 'info' | 'warn'>;
