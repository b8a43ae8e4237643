/**
 * The SIP controller as the rest of the product sees it: calls that come in, calls that go out, and dialogs.
 * Implemented on drachtio-srf, against the embedded endpoint or a drachtio-server alike.
 */

export interface SipController {
  /** Addresses that are listened on, for the log and the SIP address printed at start. */
  readonly listening: readonly SipAddress[];
  /** Places a call. Resolves when it is answered.
   * @throws UndertoneError SIP_REJECTED (details.status), SIP_TIMEOUT, SIP_UNREACHABLE, SIP_CANCELLED */
  invite(request: OutgoingInvite): Promise<SipDialog>;
  /** Stops taking calls and closes the transports; open dialogs are the caller's business. */
  close(): Promise<void>;
}

export interface SipAddress {
  readonly protocol: 'udp' | 'tcp';
  readonly address: string;
  readonly port: number;
}

/** An unanswered INVITE. Exactly one of answer() and reject() may be called. */
export interface IncomingCall {
  /** SIP Call-ID. */
  readonly callId: string;
  readonly source: SipAddress;
  readonly requestUri: string;
  /** User part of the Request-URI, '' when there is none. */
  readonly calledUser: string;
  /** User part and host of the From URI. */
  readonly caller: { readonly user: string; readonly host: string; readonly displayName: string };
  /** SDP offer; undefined when the INVITE has none (delayed offer: answer() then takes an offer of ours). */
  readonly offerSdp: string | undefined;
  header(name: string): string | undefined;
  /** 180. */
  ring(): void;
  /** 200 with `sdp`. Resolves when the dialog stands (ACK comes later); with the ACK's SDP for a delayed offer.
   * @throws UndertoneError SIP_CANCELLED, SIP_TIMEOUT */
  answer(sdp: string): Promise<SipDialog>;
  /** A final refusal, RFC 3261 21.4 to 21.6. Harmless after a CANCEL. */
  reject(status: number, reason?: string, headers?: Readonly<Record<string, string>>): void;
  /** The caller gave up before the answer (487 is sent by the stack). */
  onCancel(listener: () => void): void;
}

export interface SipDialog {
  readonly callId: string;
  /** SDP of the other end: the answer to our offer, or the ACK's for a delayed offer; undefined when we answered an offer. */
  readonly remoteSdp: string | undefined;
  /** Ends the dialog; resolves whatever the peer answers. */
  bye(headers?: Readonly<Record<string, string>>): Promise<void>;
  /** Blind transfer (RFC 3515, RFC 5589): REFER, then NOTIFYs with sipfrag until a final status or `timeoutMs`. */
  refer(
    targetUri: string,
    options: { timeoutMs: number; headers?: Readonly<Record<string, string>> },
  ): Promise<ReferOutcome>;
  /** Exactly once, when the dialog ended by the peer's BYE or by loss (ACK time-out, transport). Not after bye(). */
  onEnded(listener: (reason: string) => void): void;
  /** A re-INVITE with an offer: return the answer, or throw an UndertoneError whose sipStatus is sent (the call goes on). */
  onReoffer(listener: (offerSdp: string) => string): void;
  /** Body and content type of an INFO, e.g. application/dtmf-relay. */
  onInfo(listener: (contentType: string, body: string) => void): void;
}

export type ReferOutcome =
  | { readonly accepted: true }
  /** `status` is the REFER's own refusal or the sipfrag's final one; undefined on time-out. */
  | { readonly accepted: false; readonly status: number | undefined };

export interface OutgoingInvite {
  readonly uri: string;
  /** Full From URI, e.g. sip:caller@127.0.0.1. */
  readonly from: string;
  readonly sdp: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly onProvisional?: (status: number) => void;
  readonly signal?: AbortSignal;
}
