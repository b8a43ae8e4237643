import { UndertoneError } from '../core/errors.js';
import { capabilityHeaders } from './capabilities.js';
import { type DialogContext, InviteDialog } from './invite-dialog.js';
import { sessionDescription } from './session-description.js';
import type { IncomingCall, SipAddress, SipDialog } from './sip.js';
import type { Headers, SrfDialog, SrfMessage, SrfRequest, SrfResponse } from './srf.js';
import { nameAddr, uriParts } from './uri.js';

export interface InviteContext extends DialogContext {
  /** The INVITE has its final response or was given up; `dialog` when it was answered. Called once. */
  readonly onSettled: (call: ReceivedInvite, dialog: InviteDialog | undefined) => void;
}

type State = 'open' | 'answering' | 'settled';

/** An INVITE from the network until its final response. */
export class ReceivedInvite implements IncomingCall {
  readonly callId: string;
  readonly source: SipAddress;
  readonly requestUri: string;
  readonly calledUser: string;
  readonly caller: IncomingCall['caller'];
  readonly offerSdp: string | undefined;
  #state: State = 'open';
  #cancelled = false;
  #cancelListener: (() => void) | undefined;
  #abort: ((error: UndertoneError) => void) | undefined;

  constructor(
    private readonly request: SrfRequest,
    private readonly response: SrfResponse,
    private readonly context: InviteContext,
  ) {
    this.callId = request.get('Call-ID') ?? '';
    this.source = {
      protocol: request.protocol === 'udp' ? 'udp' : 'tcp',
      address: request.source_address,
      port: request.source_port,
    };
    this.requestUri = request.uri;
    this.calledUser = uriParts(request.uri).user;
    this.caller = nameAddr(request.get('From') ?? '');
    const description = sessionDescription(request);
    this.offerSdp = description.kind === 'sdp' ? description.sdp : undefined;
    request.on('cancel', () => this.#giveUp('SIP_CANCELLED', 'the caller gave up'));
  }

  header(name: string): string | undefined {
    return this.request.get(name);
  }

  ring(): void {
    if (this.#state !== 'open') return;
    this.#send(180, undefined, {});
  }

  answer(sdp: string): Promise<SipDialog> {
    if (this.#cancelled) return Promise.reject(new UndertoneError('SIP_CANCELLED', 'the caller gave up'));
    if (this.#state !== 'open') return Promise.reject(new UndertoneError('BUG', 'the INVITE has its final response'));
    this.#state = 'answering';
    return new Promise((resolve, reject) => {
      this.#abort = reject;
      const headers = { ...capabilityHeaders, ...this.context.responseHeaders, 'Content-Type': 'application/sdp' };
      const options = { localSdp: sdp, headers };
      this.context.srf.createUAS(this.request, this.response, options, (error, srfDialog) => {
        if (error || srfDialog === undefined) this.#answerFailed(error, reject);
        else this.#answered(srfDialog, resolve, reject);
      });
    });
  }

  reject(status: number, reason?: string, headers: Headers = {}): void {
    if (this.#state !== 'open') return;
    this.#settle(undefined);
    this.#send(status, reason, headers);
  }

  onCancel(listener: () => void): void {
    this.#cancelListener = listener;
    if (this.#cancelled) this.#tellCancelled();
  }

  /** The connection to the drachtio endpoint is gone, and with it the transaction. */
  lost(): void {
    this.#giveUp('SIP_CONTROLLER', 'the connection to the drachtio endpoint was lost');
  }

  #answered(srfDialog: SrfDialog, resolve: (dialog: SipDialog) => void, reject: (error: Error) => void): void {
    if (this.offerSdp === undefined) {
      this.#awaitAck(srfDialog, resolve, reject);
      return;
    }
    const dialog = new InviteDialog(this.callId, undefined, srfDialog, this.context);
    this.#settle(dialog);
    resolve(dialog);
  }

  /** Our 200 was the offer: the ACK has the answer (RFC 3261 13.3.1), or nobody acknowledges and the server sends BYE. */
  #awaitAck(srfDialog: SrfDialog, resolve: (dialog: SipDialog) => void, reject: (error: Error) => void): void {
    const unanswered = () => {
      this.#settle(undefined);
      reject(new UndertoneError('SIP_TIMEOUT', 'the answer was not acknowledged'));
    };
    srfDialog.once('destroy', unanswered);
    srfDialog.once('ack', (ack: SrfMessage) => {
      srfDialog.removeListener('destroy', unanswered);
      const description = sessionDescription(ack);
      const remoteSdp = description.kind === 'sdp' ? description.sdp : undefined;
      const dialog = new InviteDialog(this.callId, remoteSdp, srfDialog, this.context);
      this.#settle(dialog);
      resolve(dialog);
    });
  }

  /** Nothing more can be said once the transaction is gone: to a CANCEL that crossed the 200, or after 64 s unanswered. */
  #answerFailed(error: unknown, reject: (error: Error) => void): void {
    this.#settle(undefined);
    reject(new UndertoneError('SIP_CANCELLED', 'the INVITE is gone', { reason: String(error) }));
  }

  #giveUp(code: 'SIP_CANCELLED' | 'SIP_CONTROLLER', message: string): void {
    if (this.#state === 'settled') return;
    this.#settle(undefined);
    this.#cancelled = true;
    this.#abort?.(new UndertoneError(code, message));
    this.#tellCancelled();
  }

  #tellCancelled(): void {
    const listener = this.#cancelListener;
    this.#cancelListener = undefined;
    if (listener === undefined) return;
    queueMicrotask(() => {
      try {
        listener();
      } catch (error) {
        this.#logFailure('onCancel', error);
      }
    });
  }

  #settle(dialog: InviteDialog | undefined): void {
    if (this.#state === 'settled') return;
    this.#state = 'settled';
    this.context.onSettled(this, dialog);
  }

  #send(status: number, reason: string | undefined, headers: Headers): void {
    try {
      this.response.send(status, reason, { headers: { ...this.context.responseHeaders, ...headers } });
    } catch (error) {
      this.#logFailure(`response ${status}`, error);
    }
  }

  #logFailure(what: string, error: unknown): void {
    this.context.log.error({ callId: this.callId, what, err: error }, 'an INVITE could not be handled');
  }
}
