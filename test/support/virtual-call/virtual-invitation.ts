import type { IncomingCall, ReferOutcome, SipDialog } from '#src/sip/sip.js';

export interface VirtualInvitationOptions {
  readonly offerSdp: string;
  readonly onAnswer: (sdp: string) => void;
  /** The ACK. */
  readonly acknowledged: () => Promise<void>;
  /** Default: accepted at once. */
  readonly refer: (() => Promise<ReferOutcome>) | undefined;
}

/** An INVITE without SIP: a call that can be answered, put on hold, transferred and hung up. */
export class VirtualInvitation implements IncomingCall {
  readonly callId = 'virtual-call';
  readonly source = { protocol: 'udp', address: '192.0.2.1', port: 5060 } as const;
  readonly requestUri = 'sip:bot@192.0.2.2';
  readonly calledUser = 'bot';
  readonly caller = { user: 'caller', host: '192.0.2.1', displayName: '' };
  readonly offerSdp: string;
  readonly #options: VirtualInvitationOptions;
  #ended: (reason: string) => void = () => {};
  #reoffered: (sdp: string) => string = () => '';
  #informed: (contentType: string, body: string) => void = () => {};
  #cancelled: () => void = () => {};

  constructor(options: VirtualInvitationOptions) {
    this.#options = options;
    this.offerSdp = options.offerSdp;
  }

  header(): undefined {}

  ring(): void {}

  async answer(sdp: string): Promise<SipDialog> {
    this.#options.onAnswer(sdp);
    await this.#options.acknowledged();
    return {
      callId: this.callId,
      remoteSdp: undefined,
      bye: async () => {},
      refer: this.#options.refer ?? (async () => ({ accepted: true })),
      onEnded: (listener) => {
        this.#ended = listener;
      },
      onReoffer: (listener) => {
        this.#reoffered = listener;
      },
      onInfo: (listener) => {
        this.#informed = listener;
      },
    };
  }

  reject(status: number): void {
    throw new Error(`the call was refused with ${status}`);
  }

  onCancel(listener: () => void): void {
    this.#cancelled = listener;
  }

  /** The caller gives up before the answer. */
  cancel(): void {
    this.#cancelled();
  }

  /** A key told by SIP INFO, so that the audio goes on meanwhile. */
  info(digit: string): void {
    this.#informed('application/dtmf-relay', `Signal=${digit}\r\nDuration=160\r\n`);
  }

  /** The caller's re-INVITE: on hold, or back. */
  hold(held: boolean): void {
    this.#reoffered(this.offerSdp.replace('a=sendrecv', held ? 'a=sendonly' : 'a=sendrecv'));
  }

  /** The caller's BYE. */
  bye(): void {
    this.#ended('BYE');
  }
}
