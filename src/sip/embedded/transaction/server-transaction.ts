import type { SipRequest } from '../message/message.js';
import type { Flow, SendFailed, Target } from '../transport/transport.js';
import { type InviteServerEvent, inviteServerTable } from './invite-server.js';
import { Machine, type MachineSetup } from './machine.js';
import { type NonInviteServerEvent, nonInviteServerTable } from './non-invite-server.js';
import type { Effect } from './table.js';

export type Send = (text: string, target: Target, failed: SendFailed) => void;

/** What a server transaction tells the user agent core. */
export interface ServerUser {
  /** The ACK of a 2xx. */
  acknowledged(transaction: ServerTransaction, ack: SipRequest): void;
  /** Timer H ran out on a 2xx (RFC 3261 section 13.3.1.4: the session is to be ended). */
  notAcknowledged(transaction: ServerTransaction): void;
  /** The application said nothing for too long. */
  unanswered(transaction: ServerTransaction): void;
  /** The answer could not be sent. */
  unreachable(transaction: ServerTransaction): void;
}

export interface ServerTransactionSetup extends Omit<MachineSetup, 'reliable'> {
  readonly id: string;
  readonly key: string;
  readonly merge: string | undefined;
  readonly invite: boolean;
  /** Where the request came from and where its responses go (RFC 3261 section 18.2.2). */
  readonly flow: Flow;
  readonly target: Target;
  /** Text of the automatic 100. */
  readonly trying: string;
  readonly send: Send;
  readonly user: ServerUser;
  readonly ended: (transaction: ServerTransaction) => void;
}

type ServerEvent = InviteServerEvent | NonInviteServerEvent;

/** RFC 3261 section 17.2: one request received, until nothing of it can arrive any more. */
export class ServerTransaction {
  readonly #machine: Machine<ServerEvent>;
  #lastResponse = '';
  #ack: SipRequest | undefined;

  constructor(private readonly setup: ServerTransactionSetup) {
    this.#machine = new Machine(
      setup.invite ? inviteServerTable : nonInviteServerTable,
      { clock: setup.clock, timers: setup.timers, reliable: setup.flow.protocol !== 'udp' },
      (effect) => this.#perform(effect),
      () => setup.ended(this),
    );
  }

  /** Names the transaction towards the application. */
  get id(): string {
    return this.setup.id;
  }

  get key(): string {
    return this.setup.key;
  }

  get merge(): string | undefined {
    return this.setup.merge;
  }

  get flow(): Flow {
    return this.setup.flow;
  }

  get target(): Target {
    return this.setup.target;
  }

  get state(): string {
    return this.#machine.state;
  }

  /** False once a final response was given. */
  get open(): boolean {
    return this.state === 'proceeding' || this.state === 'trying';
  }

  start(): void {
    this.#machine.handle('start');
  }

  /** The same request again. */
  retransmitted(): void {
    this.#machine.handle('request');
  }

  /** False when a final response was given before. */
  respond(status: number, text: string): boolean {
    if (!this.open) return false;
    this.#lastResponse = text;
    return this.#machine.handle(status < 200 ? 'respond 1xx' : status < 300 ? 'respond 2xx' : 'respond 3xx-6xx');
  }

  /** Sends the last response once more: a reliable provisional one until its PRACK. */
  resend(): void {
    this.#perform('send response');
  }

  acknowledge(ack: SipRequest): void {
    this.#ack = ack;
    this.#machine.handle('ack');
    this.#ack = undefined;
  }

  /** Stops waiting for the ACK of a 2xx. */
  abandon(): void {
    this.#machine.handle('abandon');
  }

  end(): void {
    this.#machine.end();
  }

  #perform(effect: Exclude<Effect, object>): void {
    const { user } = this.setup;
    switch (effect) {
      case 'send response': {
        this.#send(this.#lastResponse);
        return;
      }
      case 'send 100':
        this.#lastResponse = this.setup.trying;
        {
          this.#send(this.#lastResponse);
          return;
        }
      case 'deliver ACK': {
        user.acknowledged(this, this.#ack!);
        return;
      }
      case 'report missing ACK': {
        user.notAcknowledged(this);
        return;
      }
      case 'report unanswered': {
        user.unanswered(this);
        return;
      }
      case 'report transport failure': {
        user.unreachable(this);
        return;
      }
    }
  }

  #send(text: string): void {
    // A retransmitted INVITE before the automatic 100: nothing was said yet (RFC 3261 section 17.2.1).
    if (text === '') return;
    this.setup.send(text, this.setup.target, () => void this.#machine.handle('transport failure'));
  }
}
