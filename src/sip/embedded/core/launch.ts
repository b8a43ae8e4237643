import type { MessageMeta } from '../control/report.js';
import { headerOf, type SipResponse } from '../message/message.js';
import { writeAckOfFailure } from '../message/writer.js';
import { metaOf, record } from './core.js';
import { SentRequest, type SentRequestSetup } from './sent-request.js';

/** Starts the transaction of an application's request, echoing the request first: its responses come after the echo. */
export function launch(
  setup: SentRequestSetup,
  text: string,
  echo: (meta: MessageMeta, transactionId: string) => void,
): SentRequest {
  const { core, parts, branch, target, dialog, creates } = setup;
  const sent = new SentRequest(setup);
  const ackOf = (response: SipResponse) => writeAckOfFailure(parts, headerOf(response, 'to') ?? parts.to);
  const transaction = core.transactions.createClient({ method: parts.method, branch, text, target, ackOf, user: sent });
  sent.transaction = transaction;
  core.sent.set(transaction.id, sent);
  if (dialog && parts.method === 'INVITE') dialog.sent = sent;
  if (dialog && creates) core.dialogs.add(dialog);
  const meta = metaOf(core, 'application', target);
  echo(meta, transaction.id);
  if (creates && parts.method === 'INVITE') record(core, 'attempt', meta, text);
  if (parts.method === 'BYE') record(core, 'stop', meta, text, 'normal-release');
  transaction.start();
  return sent;
}
