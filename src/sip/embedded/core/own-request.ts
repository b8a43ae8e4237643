import { dialogReport } from '../control/report.js';
import { field } from '../message/message.js';
import { viaOf, writeAckOfFailure, writeRequest } from '../message/writer.js';
import type { ClientUser } from '../transaction/client-transaction.js';
import type { Target } from '../transport/transport.js';
import { type Core, metaOf, record } from './core.js';
import { type Dialog, routing } from './dialog.js';
import { dialogTarget } from './dialog-hop.js';

/** For requests whose outcome nobody waits for. */
export const silentUser: ClientUser = { responded() {}, failed() {}, cancelDue() {} };

/** Ends a dialog by a BYE of our own and tells the application that it is over. */
export function sendByeOfServer(core: Core, dialog: Dialog, reason: string): void {
  if (dialog.state === 'ended') return;
  core.dialogs.remove(dialog);
  dialog.abandonAcks();
  sendBye(core, dialog, reason)
    .then((sent) => {
      const meta = metaOf(core, 'application', sent.target);
      dialog.owner.send(dialogReport(meta, sent.text, 'unsolicited', dialog.id), dialog.callId);
      record(core, 'stop', meta, sent.text, reason.includes('ACK') ? 'ack-timeout' : 'normal-release');
    })
    .catch((error: Error) => core.log.warn({ callId: dialog.callId, error: error.message }, 'BYE could not be sent'))
    .finally(() => dialog.releaseAck());
}

/** Sends a BYE in its own transaction; the dialog is the caller's business. */
export async function sendBye(core: Core, dialog: Dialog, reason: string): Promise<{ text: string; target: Target }> {
  const { uri, routes, hop } = routing(dialog);
  const target = await dialogTarget(core.transports, dialog, hop);
  const branch = core.transactions.newBranch();
  dialog.localCseq += 1;
  const parts = {
    method: 'BYE',
    uri,
    via: viaOf(target.local, branch),
    routes,
    from: dialog.local,
    to: dialog.remote,
    callId: dialog.callId,
    cseq: dialog.localCseq,
  };
  const text = writeRequest(parts, [field('Reason', 'reason', reason)], '');
  const ackOf = () => writeAckOfFailure(parts, parts.to);
  core.transactions.createClient({ method: 'BYE', branch, text, target, ackOf, user: silentUser }).start();
  return { text, target };
}
