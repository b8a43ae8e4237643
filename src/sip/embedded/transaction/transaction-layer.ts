import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../../../core/clock.js';
import { UndertoneError } from '../../../core/errors.js';
import type { EmbeddedLimits } from '../limits.js';
import type { Facts } from '../message/facts.js';
import type { SipRequest, SipResponse } from '../message/message.js';
import type { Flow, Target } from '../transport/transport.js';
import { ClientTransaction, type ClientUser } from './client-transaction.js';
import { clientKey, magicCookie, mergeKey, serverKey } from './key.js';
import { type Send, ServerTransaction, type ServerUser } from './server-transaction.js';
import type { SipTimers } from './timers.js';

export interface TransactionLayerSetup {
  readonly clock: Clock;
  readonly timers: SipTimers;
  readonly limits: EmbeddedLimits;
  readonly send: Send;
}

export interface IncomingText {
  readonly request: SipRequest;
  readonly facts: Facts;
  readonly flow: Flow;
  /** Where its responses go. */
  readonly target: Target;
  /** The automatic 100. */
  readonly trying: string;
  readonly user: ServerUser;
}

export interface OutgoingText {
  readonly method: string;
  readonly branch: string;
  readonly text: string;
  readonly target: Target;
  readonly ackOf: (response: SipResponse) => string;
  readonly user: ClientUser;
}

/** All transactions of the endpoint, found by the keys of RFC 3261 sections 17.1.3 and 17.2.3. */
export class TransactionLayer {
  readonly #servers = new Map<string, ServerTransaction>();
  readonly #merges = new Map<string, ServerTransaction>();
  readonly #clients = new Map<string, ClientTransaction>();

  constructor(private readonly setup: TransactionLayerSetup) {}

  get count(): number {
    return this.#servers.size + this.#clients.size;
  }

  get full(): boolean {
    return this.count >= this.setup.limits.maxTransactions;
  }

  /** The transaction that `request` is a retransmission of, or whose ACK it is. */
  serverOf(request: SipRequest, facts: Facts): ServerTransaction | undefined {
    return this.#servers.get(serverKey(request, facts));
  }

  /** The INVITE that a CANCEL is for (section 9.2). */
  inviteOf(cancel: SipRequest, facts: Facts): ServerTransaction | undefined {
    return this.#servers.get(serverKey(cancel, facts, 'INVITE'));
  }

  /** True when another copy of the request is being handled: it is answered 482 (section 8.2.2.2). */
  isMerged(facts: Facts): boolean {
    return facts.toTag === undefined && this.#merges.has(mergeKey(facts));
  }

  startServer({ request, facts, flow, target, trying, user }: IncomingText): ServerTransaction {
    const { clock, timers, send } = this.setup;
    const transaction = new ServerTransaction({
      id: randomUUID(),
      key: serverKey(request, facts),
      merge: facts.toTag === undefined && request.method !== 'CANCEL' ? mergeKey(facts) : undefined,
      invite: request.method === 'INVITE',
      flow,
      target,
      trying,
      clock,
      timers,
      send,
      user,
      ended: (ended) => this.#dropServer(ended),
    });
    this.#servers.set(transaction.key, transaction);
    if (transaction.merge !== undefined) this.#merges.set(transaction.merge, transaction);
    transaction.start();
    return transaction;
  }

  newBranch(): string {
    return `${magicCookie}${randomBytes(9).toString('base64url')}`;
  }

  /** Makes the transaction; its owner starts it. @throws UndertoneError SIP_OVERLOADED */
  createClient(outgoing: OutgoingText): ClientTransaction {
    if (this.full) throw new UndertoneError('SIP_OVERLOADED', 'too many transactions');
    const { clock, timers, send } = this.setup;
    const { method, branch, text, target, ackOf, user } = outgoing;
    const setup = {
      id: randomUUID(),
      key: clientKey(branch, method),
      invite: method === 'INVITE',
      target,
      ackOf,
      clock,
      timers,
      send,
      user,
      ended: (ended: ClientTransaction) => this.#clients.delete(ended.key),
    };
    const transaction = new ClientTransaction(setup, text);
    this.#clients.set(transaction.key, transaction);
    return transaction;
  }

  /** False when no request of ours is waiting for such a response. */
  receiveResponse(response: SipResponse, facts: Facts, text: string, flow: Flow): boolean {
    const transaction = this.#clients.get(clientKey(facts.via.branch ?? '', facts.cseq.method));
    transaction?.receive(response, text, flow);
    return transaction !== undefined;
  }

  close(): void {
    for (const transaction of this.#servers.values()) transaction.end();
    for (const transaction of this.#clients.values()) transaction.end();
  }

  #dropServer(transaction: ServerTransaction): void {
    this.#servers.delete(transaction.key);
    if (transaction.merge !== undefined && this.#merges.get(transaction.merge) === transaction)
      this.#merges.delete(transaction.merge);
  }
}
