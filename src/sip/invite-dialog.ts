import type { Logger } from 'pino';
import type { Clock } from '../core/clock.js';
import { asUndertoneError, UndertoneError } from '../core/errors.js';
import { acceptHeader, allowHeader, capabilityHeaders } from './capabilities.js';
import { advance, isOutcome, type ReferralEvent, type ReferralState, sipfragStatus } from './referral.js';
import { sessionDescription } from './session-description.js';
import type { ReferOutcome, SipDialog } from './sip.js';
import type { Headers, Srf, SrfDialog, SrfMessage, SrfRequest, SrfResponse } from './srf.js';
import { isPlainUri } from './uri.js';

export interface DialogContext {
  readonly srf: Srf;
  readonly clock: Clock;
  readonly log: Logger;
  /** User-Agent and Server (RFC 3261 20.41, 20.35), when we say who we are. */
  readonly requestHeaders: Headers;
  readonly responseHeaders: Headers;
  /** The dialog is over, whoever ended it. Called once. */
  readonly onGone: (dialog: InviteDialog) => void;
}

/** Timer F is 32 s (RFC 3261 17.1.2.2); a BYE that the server itself forgot is given up a little later. */
const byeTimeoutMs = 33_000;

/** INFO bodies that are understood: digits from peers without RFC 4733. */
const infoTypes = ['application/dtmf-relay', 'application/dtmf'];

/** A confirmed INVITE dialog on top of drachtio-srf's. Every listener is attached in the constructor: a BYE may be next in the socket. */
export class InviteDialog implements SipDialog {
  #state: 'confirmed' | 'leaving' | 'gone' = 'confirmed';
  #endedReason: string | undefined;
  #endedListener: ((reason: string) => void) | undefined;
  #reofferListener: ((offerSdp: string) => string) | undefined;
  #infoListener: ((contentType: string, body: string) => void) | undefined;
  #referral: ((event: ReferralEvent) => void) | undefined;
  #hasReferred = false;
  /** A re-INVITE without an offer was answered with ours: the ACK brings the peer's answer (RFC 3261 14.2). */
  #awaitsAnswer = false;

  constructor(
    readonly callId: string,
    readonly remoteSdp: string | undefined,
    private readonly srfDialog: SrfDialog,
    private readonly context: DialogContext,
  ) {
    this.#on('destroy', (_request, reason) => this.#ended(typeof reason === 'string' ? reason : 'normal release'));
    this.#on('ack', (request) => this.#acknowledged(request));
    this.#onReofferRequest('modify', 'INVITE');
    this.#onReofferRequest('update', 'UPDATE');
    this.#onRequest('info', (request, response) => this.#informed(request, response));
    this.#onRequest('notify', (request, response) => this.#notified(request, response));
    this.#onRequest('options', (_request, response) => this.#respond(response, 200, capabilityHeaders));
    for (const method of ['refer', 'message', 'publish']) {
      this.#onRequest(method, (_request, response) => this.#respond(response, 405, allowHeader));
    }
  }

  bye(headers: Headers = {}): Promise<void> {
    if (this.#state !== 'confirmed') return Promise.resolve();
    this.#state = 'leaving';
    return new Promise((resolve) => {
      const done = () => {
        cancelTimer();
        this.#gone();
        resolve();
      };
      const cancelTimer = this.context.clock.setTimer(byeTimeoutMs, done, { background: true });
      try {
        this.srfDialog.destroy({ headers: { ...this.context.requestHeaders, ...headers } }, done);
      } catch (error) {
        this.#logFailure('bye', error);
        done();
      }
    });
  }

  refer(targetUri: string, options: { timeoutMs: number; headers?: Headers }): Promise<ReferOutcome> {
    if (!isPlainUri(targetUri)) {
      return Promise.reject(new UndertoneError('SIP_MALFORMED', 'the transfer target is not a SIP or tel URI'));
    }
    if (this.#state !== 'confirmed') return Promise.resolve({ accepted: false, status: undefined });
    if (this.#referral !== undefined) return Promise.resolve({ accepted: false, status: 491 });
    return new Promise((resolve) => {
      let state: ReferralState = 'sent';
      const step = (event: ReferralEvent) => {
        state = advance(state, event);
        if (!isOutcome(state)) return;
        cancelTimer();
        this.#referral = undefined;
        resolve(state);
      };
      const cancelTimer = this.context.clock.setTimer(options.timeoutMs, () => step({ type: 'timeout' }));
      this.#referral = step;
      this.#hasReferred = true;
      this.#sendRefer({ ...this.context.requestHeaders, ...options.headers, 'Refer-To': `<${targetUri}>` }, step);
    });
  }

  onEnded(listener: (reason: string) => void): void {
    this.#endedListener = listener;
    this.#tellEnded();
  }

  onReoffer(listener: (offerSdp: string) => string): void {
    this.#reofferListener = listener;
  }

  onInfo(listener: (contentType: string, body: string) => void): void {
    this.#infoListener = listener;
  }

  /** The connection to the drachtio endpoint is gone: the call cannot be steered any more. */
  lost(): void {
    this.context.srf.removeDialog(this.srfDialog);
    this.#ended('the connection to the drachtio endpoint was lost');
  }

  /** Sends a BYE for a dialog that was lost, over the connection that stands now. */
  abandon(): void {
    this.srfDialog.agent.request({ method: 'BYE', stackDialogId: this.srfDialog.id, headers: {} }, () => {});
  }

  #sendRefer(headers: Headers, step: (event: ReferralEvent) => void): void {
    const failed = () => step({ type: 'response', status: 503, subscription: false });
    try {
      this.srfDialog.request({ method: 'REFER', headers }, (error, response) => {
        if (error || response === undefined) {
          failed();
          return;
        }
        if (response.status < 200) return;
        const subscription = !/^\s*false\b/i.test(response.get('Refer-Sub') ?? '');
        step({ type: 'response', status: response.status, subscription });
      });
    } catch (error) {
      this.#logFailure('refer', error);
      failed();
    }
  }

  #reoffered(request: SrfRequest, response: SrfResponse, method: 'INVITE' | 'UPDATE'): void {
    const description = sessionDescription(request);
    if (description.kind === 'unsupported') {
      this.#respond(response, 415, acceptHeader);
    } else if (description.kind === 'sdp') {
      this.#respond(response, 200, capabilityHeaders, this.#answerTo(description.sdp));
    } else if (method === 'UPDATE') {
      this.#respond(response, 200, capabilityHeaders); // RFC 3311 5.2: without an offer it only refreshes
    } else {
      this.#awaitsAnswer = true; // RFC 3261 14.2: without an offer it asks for ours
      this.#respond(response, 200, capabilityHeaders, this.srfDialog.local.sdp);
    }
  }

  /** Without a listener nothing about the session can change: 488 leaves it as it is (RFC 3261 14.2). */
  #answerTo(offerSdp: string): string {
    if (this.#reofferListener === undefined) {
      throw new UndertoneError('SDP_NOT_ACCEPTABLE', 'the session cannot be changed');
    }
    return this.#reofferListener(offerSdp);
  }

  #acknowledged(request: SrfMessage): void {
    if (!this.#awaitsAnswer) return;
    this.#awaitsAnswer = false;
    const description = sessionDescription(request);
    // The remote description decides where and how audio goes on; what we would answer to it was already said.
    if (description.kind === 'sdp') this.#reofferListener?.(description.sdp);
  }

  #informed(request: SrfRequest, response: SrfResponse): void {
    const contentType = request.get('Content-Type') ?? '';
    const understood = infoTypes.includes(contentType.replace(/;.*$/s, '').trim().toLowerCase());
    if (request.body && !understood) {
      this.#respond(response, 415, { Accept: infoTypes.join(', ') });
      return;
    }
    this.#respond(response, 200, {});
    if (request.body) this.#infoListener?.(contentType, request.body);
  }

  #notified(request: SrfRequest, response: SrfResponse): void {
    const event = (request.get('Event') ?? request.get('o') ?? '').trim();
    if (!/^refer\s*(;|$)/i.test(event) || !this.#hasReferred) {
      this.#respond(response, 481, {});
      return;
    }
    this.#respond(response, 200, {});
    const terminated = /^\s*terminated\b/i.test(request.get('Subscription-State') ?? '');
    this.#referral?.({ type: 'notify', status: sipfragStatus(request.body), terminated });
  }

  #ended(reason: string): void {
    const expected = this.#state !== 'confirmed';
    this.#gone();
    if (expected) return;
    this.#endedReason = reason;
    this.#tellEnded();
  }

  #tellEnded(): void {
    if (this.#endedReason === undefined || this.#endedListener === undefined) return;
    const reason = this.#endedReason;
    const listener = this.#endedListener;
    this.#endedReason = undefined;
    queueMicrotask(() => this.#guard('onEnded', () => listener(reason)));
  }

  #gone(): void {
    if (this.#state === 'gone') return;
    this.#state = 'gone';
    this.#referral?.({ type: 'dialog-ended' });
    this.context.onGone(this);
  }

  #on(event: string, listener: (request: SrfMessage, detail: unknown) => void): void {
    this.srfDialog.on(event, (request: SrfMessage, detail: unknown) =>
      this.#guard(event, () => listener(request, detail)),
    );
  }

  /** A re-INVITE may follow the ACK in the same segment: whoever awaits the answer gets a turn to attach its listener. */
  #onReofferRequest(event: string, method: 'INVITE' | 'UPDATE'): void {
    this.srfDialog.on(event, (request: SrfRequest, response: SrfResponse) => {
      setImmediate(() => this.#handle(event, response, () => this.#reoffered(request, response, method)));
    });
  }

  #onRequest(event: string, listener: (request: SrfRequest, response: SrfResponse) => void): void {
    this.srfDialog.on(event, (request: SrfRequest, response: SrfResponse) =>
      this.#handle(event, response, () => listener(request, response)),
    );
  }

  /** What a listener throws becomes the response, so that no error of one call reaches drachtio-srf's socket handler. */
  #handle(event: string, response: SrfResponse, act: () => void): void {
    try {
      act();
    } catch (error) {
      const { kind } = asUndertoneError(error);
      if (kind.fault === 'bug') this.#logFailure(event, error);
      this.#guard(event, () => this.#respond(response, kind.sipStatus ?? 500, {}));
    }
  }

  #respond(response: SrfResponse, status: number, headers: Headers, body?: string): void {
    const described = { ...this.context.responseHeaders, ...headers };
    if (body === undefined) response.send(status, undefined, { headers: described });
    else response.send(status, undefined, { headers: { ...described, 'Content-Type': 'application/sdp' }, body });
  }

  #guard(what: string, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#logFailure(what, error);
    }
  }

  #logFailure(what: string, error: unknown): void {
    this.context.log.error({ callId: this.callId, what, err: error }, 'a dialog handler failed');
  }
}
