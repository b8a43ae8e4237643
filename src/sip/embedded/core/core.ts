import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../core/clock.js';
import type { Application } from '../control/application.js';
import type { ControlServer } from '../control/control-server.js';
import { type CallEvent, callRecord, type MessageMeta } from '../control/report.js';
import type { EmbeddedLimits } from '../limits.js';
import type { Facts } from '../message/facts.js';
import type { SipRequest } from '../message/message.js';
import type { ServerTransaction } from '../transaction/server-transaction.js';
import type { SipTimers } from '../transaction/timers.js';
import type { TransactionLayer } from '../transaction/transaction-layer.js';
import type { EndpointLog } from '../transport/transport.js';
import type { Transports } from '../transport/transports.js';
import type { Dialog } from './dialog.js';
import type { DialogTable } from './dialog-table.js';
import type { ReliableProvisionals } from './reliable-provisionals.js';
import type { SentRequest } from './sent-request.js';

/** A request of the network that the application has not answered finally. */
export interface PendingRequest {
  readonly transaction: ServerTransaction;
  readonly request: SipRequest;
  readonly facts: Facts;
  /** Tag of our responses when the request has none. */
  localTag: string;
  /** A response with that tag went out: it stays. */
  tagged: boolean;
  readonly dialog: Dialog | undefined;
  readonly application: Application;
  reliable: ReliableProvisionals | undefined;
}

/** What the parts of the user agent core share. */
export interface Core {
  readonly clock: Clock;
  readonly timers: SipTimers;
  readonly limits: EmbeddedLimits;
  readonly log: EndpointLog;
  readonly transports: Transports;
  readonly transactions: TransactionLayer;
  readonly control: ControlServer;
  readonly dialogs: DialogTable;
  /** By server transaction id. */
  readonly pending: Map<string, PendingRequest>;
  /** Requests of the application without a final response, by client transaction id. */
  readonly sent: Map<string, SentRequest>;
}

export function newTag(): string {
  return randomBytes(8).toString('base64url');
}

export function metaOf(
  core: Core,
  source: MessageMeta['source'],
  peer: Pick<MessageMeta, 'protocol' | 'address' | 'port'>,
): MessageMeta {
  const { protocol, address, port } = peer;
  return { source, protocol, address, port, wallMs: core.clock.wallMs() };
}

/** Tells an application that asked for `cdr:attempt`, `cdr:start` or `cdr:stop`. */
export function record(core: Core, event: CallEvent, meta: MessageMeta, text: string, detail?: string): void {
  core.control.select(`cdr:${event}`)?.send(callRecord(event, meta, text, detail));
}
