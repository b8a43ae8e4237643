/** Everything a peer or the application can make this endpoint hold is bounded here. */
export interface EmbeddedLimits {
  /** Largest message taken from a stream, and largest datagram sent. */
  readonly maxMessageBytes: number;
  /** Transactions of both kinds together, lingering ones included; more requests are refused with 503. */
  readonly maxTransactions: number;
  readonly maxDialogs: number;
  /** TCP connections, both directions together. */
  readonly maxConnections: number;
  /** Bytes waiting to be written on one TCP connection before it is given up. */
  readonly maxQueuedBytes: number;
  /** A TCP connection without traffic for so long is closed. */
  readonly connectionIdleMs: number;
  /** A TCP peer has so long to complete a message it began, and to accept a connection. */
  readonly stalledMs: number;
  /** Applications connected to the control port. */
  readonly maxApplications: number;
}

export const defaultLimits: EmbeddedLimits = {
  maxMessageBytes: 65_507,
  maxTransactions: 100_000,
  maxDialogs: 20_000,
  maxConnections: 2000,
  maxQueuedBytes: 1_000_000,
  connectionIdleMs: 3_600_000,
  stalledMs: 30_000,
  maxApplications: 16,
};
