import type { DialogContext, InviteDialog } from './invite-dialog.js';
import { ReceivedInvite } from './received-invite.js';
import { SentInvite } from './sent-invite.js';
import type { OutgoingInvite, SipDialog } from './sip.js';
import type { SrfRequest, SrfResponse } from './srf.js';

export interface CallRegistryOptions extends Omit<DialogContext, 'onGone'> {
  /** Calls at a time, in both directions, unanswered ones included. */
  readonly maxCalls: number;
}

/** Every call the controller has, so that the limit holds and no call hangs when the endpoint goes away. */
export class CallRegistry {
  readonly #received = new Set<ReceivedInvite>();
  readonly #sent = new Set<SentInvite>();
  readonly #dialogs = new Set<InviteDialog>();
  #abandoned: InviteDialog[] = [];

  constructor(private readonly options: CallRegistryOptions) {}

  get isFull(): boolean {
    return this.#received.size + this.#sent.size + this.#dialogs.size >= this.options.maxCalls;
  }

  receive(request: SrfRequest, response: SrfResponse): ReceivedInvite {
    const onSettled = (settled: ReceivedInvite, dialog: InviteDialog | undefined) => {
      this.#received.delete(settled);
      if (dialog) this.#dialogs.add(dialog);
    };
    const call = new ReceivedInvite(request, response, { ...this.options, ...this.#dialogEvents, onSettled });
    this.#received.add(call);
    return call;
  }

  invite(request: OutgoingInvite): Promise<SipDialog> {
    const onSettled = (settled: SentInvite, dialog: InviteDialog | undefined) => {
      this.#sent.delete(settled);
      if (dialog) this.#dialogs.add(dialog);
    };
    const invite = new SentInvite(request, { ...this.options, ...this.#dialogEvents, onSettled });
    this.#sent.add(invite);
    invite.send();
    return invite.dialog;
  }

  /** The connection to the endpoint is gone: nothing that is under way can be steered any more. */
  lost(): void {
    for (const call of [...this.#received]) call.lost();
    for (const invite of [...this.#sent]) invite.lost();
    this.#abandoned.push(...this.#dialogs);
    for (const dialog of [...this.#dialogs]) dialog.lost();
  }

  /** The peers of lost dialogs still believe in them: they are sent a BYE once that is possible again. */
  abandonLost(): void {
    for (const dialog of this.#abandoned) dialog.abandon();
    this.#abandoned = [];
  }

  readonly #dialogEvents = { onGone: (dialog: InviteDialog) => this.#dialogs.delete(dialog) };
}
