import type { IncomingCall, ReferOutcome, SipDialog } from '#src/sip/sip.js';

/** An INVITE without SIP: a call that can be answered and hung up. */
export class VirtualInvitation implements IncomingCall {
  readonly callId = 'virtual-call';
  readonly source = { protocol: 'udp', address: '192.0.2.1', port: 5060 } as const;
  readonly requestUri = 'sip:bot@192.0.2.2';
  readonly calledUser = 'bot';
  readonly caller = { user: 'caller', host: '192.0.2.1', displayName: '' };
  readonly #onAnswer: (sdp: string) => void;
  #ended: (reason: string) => void = () => {};

  constructor(
    readonly offerSdp: string,
    onAnswer: (sdp: string) => void,
  ) {
    this.#onAnswer = onAnswer;
  }

  header(): undefined {}

  ring(): void {}

  async answer(sdp: string): Promise<SipDialog> {
    this.#onAnswer(sdp);
    return {
      callId: this.callId,
      remoteSdp: undefined,
      bye: async () => {},
      refer: async (): Promise<ReferOutcome> => ({ accepted: true }),
      onEnded: (listener) => {
        this.#ended = listener;
      },
      onReoffer: () => {},
      onInfo: () => {},
    };
  }

  reject(status: number): void {
    throw new Error(`the call was refused with ${status}`);
  }

  onCancel(): void {}

  /** The caller's BYE. */
  bye(): void {
    this.#ended('BYE');
  }
}
