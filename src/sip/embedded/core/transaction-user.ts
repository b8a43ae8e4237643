import { randomUUID } from 'node:crypto';
import { dialogReport } from '../control/report.js';
import { type SipRequest, serialise } from '../message/message.js';
import type { ServerTransaction, ServerUser } from '../transaction/server-transaction.js';
import { answerByItself } from './answer.js';
import { type Core, metaOf } from './core.js';
import type { Dialog } from './dialog.js';
import { sendByeOfServer } from './own-request.js';

/** What the events of one received request's transaction mean to its dialog and to the application. */
export class TransactionUser implements ServerUser {
  constructor(
    private readonly core: Core,
    private readonly dialog: Dialog | undefined,
  ) {}

  acknowledged(transaction: ServerTransaction, ack: SipRequest): void {
    const { core, dialog } = this;
    if (!dialog) return;
    for (const [cseq, invite] of dialog.received) if (invite === transaction) dialog.received.delete(cseq);
    const meta = metaOf(core, 'network', transaction.flow);
    dialog.owner.send(dialogReport(meta, serialise(ack), randomUUID(), dialog.id), dialog.callId);
    dialog.releaseAck();
  }

  notAcknowledged(): void {
    const { core, dialog } = this;
    if (dialog) sendByeOfServer(core, dialog, 'SIP ;cause=200 ;text="ACK timeout"');
  }

  /** The application said nothing for 64 s: whoever still waits is told. */
  unanswered(transaction: ServerTransaction): void {
    this.#giveUp(transaction, 'application did not answer a SIP request');
  }

  unreachable(transaction: ServerTransaction): void {
    this.#giveUp(transaction, 'SIP response could not be sent');
  }

  #giveUp(transaction: ServerTransaction, message: string): void {
    const { core, dialog } = this;
    const pending = core.pending.get(transaction.id);
    core.log.warn({ callId: pending?.facts.callId, method: pending?.request.method }, message);
    if (pending) {
      core.pending.delete(transaction.id);
      answerByItself(pending, 504, 'Server Time-out');
    }
    if (dialog?.state === 'early') core.dialogs.remove(dialog);
  }
}
