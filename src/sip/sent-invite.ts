import { type ErrorCode, UndertoneError } from '../core/errors.js';
import { capabilityHeaders } from './capabilities.js';
import { type DialogContext, InviteDialog } from './invite-dialog.js';
import type { OutgoingInvite, SipDialog } from './sip.js';
import type { SrfDialog, SrfRequest } from './srf.js';
import { isPlainUri } from './uri.js';

export interface OutgoingContext extends DialogContext {
  /** Called once, with the dialog when there is one. */
  readonly onSettled: (invite: SentInvite, dialog: InviteDialog | undefined) => void;
}

/** An INVITE of ours until its final response. */
export class SentInvite {
  readonly dialog: Promise<SipDialog>;
  #resolve!: (dialog: SipDialog) => void;
  #reject!: (error: UndertoneError) => void;
  #request: SrfRequest | undefined;
  #isSettled = false;
  readonly #onAbort = () => this.#cancel();

  constructor(
    private readonly invite: OutgoingInvite,
    private readonly context: OutgoingContext,
  ) {
    this.dialog = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  send(): void {
    const { uri, from, signal } = this.invite;
    if (!isPlainUri(uri) || !isPlainUri(from)) {
      this.#fail('SIP_MALFORMED', 'not a SIP URI');
    } else if (signal?.aborted) {
      this.#fail('SIP_CANCELLED', 'given up before it was sent');
    } else {
      signal?.addEventListener('abort', this.#onAbort);
      this.#create(uri, from);
    }
  }

  /** The connection to the drachtio endpoint is gone, and with it the transaction. */
  lost(): void {
    this.#fail('SIP_CONTROLLER', 'the connection to the drachtio endpoint was lost');
  }

  #create(uri: string, from: string): void {
    const { srf, requestHeaders } = this.context;
    const headers = {
      ...capabilityHeaders,
      ...requestHeaders,
      ...this.invite.headers,
      From: `<${from}>`,
      'Content-Type': 'application/sdp',
    };
    try {
      srf.createUAC(
        uri,
        { localSdp: this.invite.sdp, headers },
        {
          cbRequest: (error, request) => this.#sent(error, request),
          cbProvisional: (response) => this.#provisional(response.status),
        },
        (error, srfDialog) => {
          if (error || srfDialog === undefined) this.#refused(error);
          else this.#answered(srfDialog);
        },
      );
    } catch (error) {
      this.#fail('SIP_CONTROLLER', error instanceof Error ? error.message : String(error));
    }
  }

  #sent(error: unknown, request: SrfRequest | undefined): void {
    if (error || request === undefined) return;
    this.#request = request;
    if (this.invite.signal?.aborted) this.#cancel();
  }

  #provisional(status: number): void {
    if (this.#isSettled) return;
    try {
      this.invite.onProvisional?.(status);
    } catch (error) {
      this.context.log.error({ what: 'onProvisional', err: error }, 'a listener failed');
    }
  }

  /** A 200 that crossed our CANCEL is acknowledged and ended at once (RFC 3261 9.1, 15). */
  #answered(srfDialog: SrfDialog): void {
    const callId = this.#request?.get('Call-ID') ?? '';
    const dialog = new InviteDialog(callId, srfDialog.remote.sdp || undefined, srfDialog, this.context);
    if (this.#isSettled) {
      void dialog.bye();
      return;
    }
    this.#settle(dialog);
    this.#resolve(dialog);
  }

  #refused(error: unknown): void {
    const status = statusOf(error);
    if (status !== undefined) this.#fail(codeOf(status), `the peer answered ${status}`, { status });
    // The server could not send it at all: no such host, no route, no transport of that kind.
    else this.#fail('SIP_UNREACHABLE', error instanceof Error ? error.message : String(error));
  }

  #cancel(): void {
    const request = this.#request;
    this.#fail('SIP_CANCELLED', 'given up by us');
    if (request === undefined) return;
    try {
      request.cancel(() => {});
    } catch (error) {
      this.context.log.warn({ callId: request.get('Call-ID'), err: error }, 'the CANCEL could not be sent');
    }
  }

  #fail(code: ErrorCode, message: string, details: Record<string, unknown> = {}): void {
    if (this.#isSettled) return;
    this.#settle(undefined);
    this.#reject(new UndertoneError(code, message, details));
  }

  #settle(dialog: InviteDialog | undefined): void {
    this.#isSettled = true;
    this.invite.signal?.removeEventListener('abort', this.#onAbort);
    this.context.onSettled(this, dialog);
  }
}

/** drachtio-srf's SipError has the final response's status; other errors have none. */
function statusOf(error: unknown): number | undefined {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' ? status : undefined;
}

/** RFC 3261 8.1.3.1: a time-out is treated as 408 and a transport error as 503, and the server makes them so. */
function codeOf(status: number): ErrorCode {
  if (status === 408) return 'SIP_TIMEOUT';
  if (status === 503) return 'SIP_UNREACHABLE';
  return 'SIP_REJECTED';
}
