import type { SipResponse } from '../message/message.js';
import type { Flow, Target } from '../transport/transport.js';
import { type InviteClientEvent, inviteClientTable } from './invite-client.js';
import { Machine, type MachineSetup } from './machine.js';
import { type NonInviteClientEvent, nonInviteClientTable } from './non-invite-client.js';
import type { Send } from './server-transaction.js';
import type { Effect } from './table.js';

/** Why a request ended without a response of the peer. */
export type ClientFailure = 'timeout' | 'unreachable';

/** What a client transaction tells whoever sent the request. */
export interface ClientUser {
  /** `response` with the text it came as, so that it can be passed on unchanged. */
  responded(transaction: ClientTransaction, response: SipResponse, text: string, flow: Flow): void;
  failed(transaction: ClientTransaction, failure: ClientFailure): void;
  /** It is time to send the CANCEL of this INVITE. */
  cancelDue(transaction: ClientTransaction): void;
}

export interface ClientTransactionSetup extends Omit<MachineSetup, 'reliable'> {
  readonly id: string;
  readonly key: string;
  readonly invite: boolean;
  readonly target: Target;
  /** ACK of a response that is not 2xx (RFC 3261 section 17.1.1.3). */
  readonly ackOf: (response: SipResponse) => string;
  readonly send: Send;
  readonly user: ClientUser;
  readonly ended: (transaction: ClientTransaction) => void;
}

interface Received {
  readonly response: SipResponse;
  readonly text: string;
  readonly flow: Flow;
}

type ClientEvent = InviteClientEvent | NonInviteClientEvent;

/** RFC 3261 section 17.1: one request sent, until nothing of it can arrive any more. */
export class ClientTransaction {
  readonly #machine: Machine<ClientEvent>;
  #received: Received | undefined;
  #ack = '';
  /** Dropped with the final response: the transaction lingers for half a minute. */
  #text: string;
  #cancelWanted = false;

  constructor(
    private readonly setup: ClientTransactionSetup,
    text: string,
  ) {
    this.#text = text;
    this.#machine = new Machine(
      setup.invite ? inviteClientTable : nonInviteClientTable,
      { clock: setup.clock, timers: setup.timers, reliable: setup.target.protocol !== 'udp' },
      (effect) => this.#perform(effect),
      () => setup.ended(this),
    );
  }

  get id(): string {
    return this.setup.id;
  }

  get key(): string {
    return this.setup.key;
  }

  get target(): Target {
    return this.setup.target;
  }

  get state(): string {
    return this.#machine.state;
  }

  /** True while no final response came. */
  get open(): boolean {
    return this.state === 'calling' || this.state === 'trying' || this.state === 'proceeding';
  }

  get cancelled(): boolean {
    return this.#cancelWanted;
  }

  start(): void {
    this.#machine.handle('start');
  }

  receive(response: SipResponse, text: string, flow: Flow): void {
    this.#received = { response, text, flow };
    const { status } = response;
    const first = this.state === 'calling';
    this.#machine.handle(status < 200 ? 'response 1xx' : status < 300 ? 'response 2xx' : 'response 3xx-6xx');
    this.#received = undefined;
    if (!this.open) this.#text = '';
    if (this.#cancelWanted && first) this.#machine.handle('cancel');
  }

  /** Cancels an INVITE, or as soon as its first provisional response is here (RFC 3261 section 9.1). */
  cancel(): void {
    if (this.#cancelWanted) return;
    this.#cancelWanted = true;
    this.#machine.handle('cancel');
  }

  end(): void {
    this.#machine.end();
  }

  #perform(effect: Exclude<Effect, object>): void {
    const { user } = this.setup;
    switch (effect) {
      case 'send request': {
        this.#send(this.#text);
        return;
      }
      case 'send ACK':
        if (this.#received) this.#ack = this.setup.ackOf(this.#received.response);
        {
          this.#send(this.#ack);
          return;
        }
      case 'send CANCEL': {
        user.cancelDue(this);
        return;
      }
      case 'deliver response': {
        user.responded(this, this.#received!.response, this.#received!.text, this.#received!.flow);
        return;
      }
      case 'report timeout': {
        user.failed(this, 'timeout');
        return;
      }
      case 'report transport failure': {
        user.failed(this, 'unreachable');
        return;
      }
    }
  }

  #send(text: string): void {
    this.setup.send(text, this.setup.target, () => void this.#machine.handle('transport failure'));
  }
}
