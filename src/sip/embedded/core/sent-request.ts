import type { Application } from '../control/application.js';
import { dialogReport } from '../control/report.js';
import { type Facts, factsOf } from '../message/facts.js';
import { type HeaderField, headerOf, type SipResponse } from '../message/message.js';
import { hasOption, type RequestParts, writeCancel } from '../message/writer.js';
import type { ClientFailure, ClientTransaction, ClientUser } from '../transaction/client-transaction.js';
import type { Flow, Target } from '../transport/transport.js';
import { type Core, metaOf, record } from './core.js';
import type { Dialog } from './dialog.js';
import { acknowledgeFork } from './fork.js';
import { sendByeOfServer, silentUser } from './own-request.js';
import { isLastNotify } from './subscription.js';

export interface SentRequestSetup {
  readonly core: Core;
  readonly application: Application;
  readonly parts: RequestParts;
  readonly branch: string;
  readonly target: Target;
  /** The dialog it makes or belongs to. */
  readonly dialog: Dialog | undefined;
  /** It makes that dialog. */
  readonly creates: boolean;
  /** Fields the application gave it. */
  readonly extra: readonly HeaderField[];
}

/** A request of the application on its way: what its responses, and their absence, mean. */
export class SentRequest implements ClientUser {
  transaction: ClientTransaction | undefined;
  /** Fields the application wants on the CANCEL. */
  cancelFields: readonly HeaderField[] = [];
  #ack: { readonly text: string; readonly target: Target } | undefined;
  #cancelSent = false;
  #answered = false;
  /** The newest reliable provisional response passed on (RFC 3262 section 4). */
  #newestReliable = { toTag: '', rseq: 0 };

  constructor(readonly setup: SentRequestSetup) {}

  get cseq(): number {
    return this.setup.parts.cseq;
  }

  /** A 2xx came: the ACK is the application's to give. */
  get answered(): boolean {
    return this.#answered;
  }

  /** The CANCEL as it is or will be sent. */
  get cancelText(): string {
    return writeCancel(this.setup.parts, this.cancelFields);
  }

  /** Keeps the ACK of a 2xx, to be sent again whenever that 2xx is (section 13.2.2.4). */
  acknowledged(text: string, target: Target): void {
    this.#ack = { text, target };
    this.setup.core.transports.send(text, target, () => {});
    // The answer crossed a CANCEL: the call is over nevertheless.
    const { dialog, core, creates } = this.setup;
    if (creates && dialog && this.transaction?.cancelled)
      sendByeOfServer(core, dialog, 'SIP ;cause=487 ;text="Request cancelled"');
  }

  cancelDue(): void {
    if (this.#cancelSent) return;
    this.#cancelSent = true;
    const { core, branch, target } = this.setup;
    const text = this.cancelText;
    if (core.transactions.full) return;
    core.transactions
      .createClient({ method: 'CANCEL', branch, text, target, ackOf: () => '', user: silentUser })
      .start();
  }

  responded(transaction: ClientTransaction, response: SipResponse, text: string, flow: Flow): void {
    const { status } = response;
    if (status === 100) return;
    const facts = factsOf(response);
    if (this.#isRepeated(response, facts, flow)) return;
    if (status >= 200) this.#settle(transaction, response, facts, flow);
    else this.#early(response, facts, flow);
    this.#report(text, flow);
    if (this.setup.parts.method === 'INVITE' && this.setup.creates && status >= 200) this.#record(response, text, flow);
  }

  failed(transaction: ClientTransaction, failure: ClientFailure): void {
    const { core, parts, dialog, creates, target } = this.setup;
    core.sent.delete(transaction.id);
    if (dialog && (creates || parts.method === 'BYE')) core.dialogs.remove(dialog);
    const line = failure === 'timeout' ? '408 Request Timeout' : '503 Service Unavailable';
    const { via, from, to, callId, cseq, method } = parts;
    const text =
      `SIP/2.0 ${line}\r\nVia: ${via}\r\nFrom: ${from}\r\nTo: ${to}\r\nCall-ID: ${callId}\r\n` +
      `CSeq: ${cseq} ${method}\r\nContent-Length: 0\r\n\r\n`;
    this.#report(text, target);
    if (creates && method === 'INVITE') record(core, 'stop', metaOf(core, 'network', target), text, 'call-rejected');
  }

  /** 2xx and reliable 1xx that come again are not passed on; a 2xx of another fork neither. */
  #isRepeated(response: SipResponse, facts: Facts, flow: Flow): boolean {
    const { status } = response;
    if (status < 200) {
      const rseq = Number(headerOf(response, 'rseq') ?? 0);
      if (rseq === 0 || !hasOption(response, 'require', '100rel')) return false;
      // Every fork counts for itself.
      const { toTag = '' } = facts;
      if (toTag === this.#newestReliable.toTag && rseq <= this.#newestReliable.rseq) return true;
      this.#newestReliable = { toTag, rseq };
      return false;
    }
    const { core, dialog, parts, creates } = this.setup;
    if (!this.#answered || parts.method !== 'INVITE') return false;
    if (creates && dialog && facts.toTag !== dialog.remoteTag) acknowledgeFork(core, this.setup, response, facts, flow);
    else if (this.#ack) core.transports.send(this.#ack.text, this.#ack.target, () => {});
    return true;
  }

  #early(response: SipResponse, facts: Facts, flow: Flow): void {
    const { dialog, creates } = this.setup;
    if (!dialog || !creates || facts.toTag === undefined || dialog.state !== 'early') return;
    dialog.learnFrom(response, facts.toTag);
    dialog.flow = flow;
  }

  #settle(transaction: ClientTransaction, response: SipResponse, facts: Facts, flow: Flow): void {
    const { core, dialog, creates, parts, extra } = this.setup;
    this.#answered = response.status < 300;
    core.sent.delete(transaction.id);
    if (!dialog) return;
    if (creates) {
      if (!this.#answered) {
        core.dialogs.remove(dialog);
        return;
      }
      dialog.learnFrom(response, facts.toTag);
      dialog.state = 'confirmed';
    } else if (this.#answered && (parts.method === 'INVITE' || parts.method === 'UPDATE'))
      dialog.refreshTarget(response);
    dialog.flow = flow;
    const lastNotify = parts.method === 'NOTIFY' && dialog.method === 'SUBSCRIBE' && isLastNotify(extra);
    if (parts.method === 'BYE' || lastNotify) core.dialogs.remove(dialog);
  }

  #report(text: string, peer: Pick<Flow, 'protocol' | 'address' | 'port'>): void {
    const { core, application, dialog, parts } = this.setup;
    const meta = metaOf(core, 'network', peer);
    application.send(dialogReport(meta, text, this.transaction!.id, dialog?.id ?? ''), parts.callId);
  }

  #record({ status }: SipResponse, text: string, flow: Flow): void {
    const { core } = this.setup;
    const meta = metaOf(core, 'network', flow);
    if (status < 300) record(core, 'start', meta, text, 'uac');
    else record(core, 'stop', meta, text, status === 487 ? 'call-canceled' : 'call-rejected');
  }
}
