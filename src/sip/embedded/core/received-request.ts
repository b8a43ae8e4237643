import { dialogReport, requestReport } from '../control/report.js';
import type { Facts } from '../message/facts.js';
import { field, type HeaderField, headerOf, type SipRequest, serialise } from '../message/message.js';
import { contactOf, writeResponse } from '../message/writer.js';
import type { ServerTransaction } from '../transaction/server-transaction.js';
import type { Flow } from '../transport/transport.js';
import { answerByItself } from './answer.js';
import { type Core, metaOf, newTag, type PendingRequest, record } from './core.js';
import { contactUri, Dialog, dialogId, uasSeed } from './dialog.js';
import { replyStateless, replyTarget } from './stateless-reply.js';
import { TransactionUser } from './transaction-user.js';

const makesDialog = new Set(['INVITE', 'SUBSCRIBE']);

/** What an application can ask to have routed to it; another method is nobody's (RFC 3261 8.2.1, 21.5.2). */
const routable = new Set(
  'INVITE BYE REGISTER INFO SUBSCRIBE OPTIONS MESSAGE NOTIFY UPDATE PRACK REFER PUBLISH'.split(' '),
);

/** A new request (RFC 3261 section 8.2). */
export function requestReceived(core: Core, request: SipRequest, facts: Facts, flow: Flow): void {
  if (facts.toTag === undefined) outsideDialog(core, request, facts, flow);
  else insideDialog(core, request, facts, flow);
}

function outsideDialog(core: Core, request: SipRequest, facts: Facts, flow: Flow): void {
  if (!routable.has(request.method)) {
    replyStateless(core, request, flow, 501, 'Not Implemented');
    return;
  }
  const application = core.control.select(request.method.toLowerCase());
  if (!application) {
    replyStateless(core, request, flow, 503, 'Service Unavailable');
    return;
  }
  const localTag = newTag();
  let dialog: Dialog | undefined;
  if (makesDialog.has(request.method)) {
    if (contactUri(request) === undefined) {
      replyStateless(core, request, flow, 400, 'Bad Request - No Contact');
      return;
    }
    if (core.dialogs.find(dialogId(facts.callId, facts.fromTag))) {
      replyStateless(core, request, flow, 482, 'Request Merged');
      return;
    }
    if (core.dialogs.size >= core.limits.maxDialogs) {
      replyStateless(core, request, flow, 503, 'Service Unavailable');
      return;
    }
    dialog = new Dialog(uasSeed(request, facts, flow, localTag, contactOf(flow.local), application));
    dialog.flow = flow;
    core.dialogs.add(dialog);
  }
  const transaction = begin(core, request, facts, flow, dialog);
  if (dialog && request.method === 'INVITE') dialog.received.set(facts.cseq.number, transaction);
  core.pending.set(transaction.id, {
    transaction,
    request,
    facts,
    localTag,
    tagged: false,
    dialog,
    application,
    reliable: undefined,
  });
  const text = serialise(request);
  const meta = metaOf(core, 'network', flow);
  application.send(requestReport(meta, text, transaction.id, flow.local), facts.callId);
  if (request.method === 'INVITE') record(core, 'attempt', meta, text);
}

function insideDialog(core: Core, request: SipRequest, facts: Facts, flow: Flow): void {
  const { method } = request;
  const dialog = core.dialogs.matching(facts);
  if (!dialog) {
    replyStateless(core, request, flow, 481, 'Call/Transaction Does Not Exist');
    return;
  }
  const refusal = outOfTurn(core, dialog, request, facts);
  if (refusal) {
    replyStateless(core, request, flow, refusal.status, refusal.reason, refusal.extra);
    return;
  }
  dialog.remoteCseq = facts.cseq.number;
  dialog.remoteTag ??= facts.fromTag;
  dialog.flow = flow;
  const transaction = begin(core, request, facts, flow, dialog);
  const { owner: application } = dialog;
  if (method === 'INVITE') dialog.received.set(facts.cseq.number, transaction);
  const unanswered = dialog.state === 'early';
  if (method === 'BYE') ended(core, dialog, flow);
  const pending: PendingRequest = {
    transaction,
    request,
    facts,
    localTag: dialog.localTag,
    tagged: true,
    dialog,
    application,
    reliable: undefined,
  };
  const text = serialise(request);
  const meta = metaOf(core, 'network', flow);
  if (method === 'BYE') record(core, 'stop', meta, text, 'normal-release');
  if (method === 'BYE' && (unanswered || !application.open)) {
    answerByItself(pending, 200, 'OK');
    return;
  }
  if (!application.open) {
    answerByItself(pending, 503, 'Service Unavailable');
    return;
  }
  core.pending.set(transaction.id, pending);
  application.send(dialogReport(meta, text, transaction.id, dialog.id), facts.callId);
}

interface Refusal {
  readonly status: number;
  readonly reason: string;
  readonly extra: readonly HeaderField[];
}

/** Sections 12.2.2 (CSeq order) and 14.2 (INVITEs that cross), RFC 3262 section 3 (PRACK without its 1xx). */
function outOfTurn(core: Core, dialog: Dialog, request: SipRequest, facts: Facts): Refusal | undefined {
  const { method } = request;
  const later = [field('Retry-After', 'retry-after', '2')];
  if (dialog.remoteCseq !== undefined && facts.cseq.number < dialog.remoteCseq)
    return { status: 500, reason: 'CSeq out of order', extra: [] };
  if (method === 'INVITE' && dialog.openInvite) return { status: 500, reason: 'INVITE in progress', extra: later };
  if (method === 'INVITE' && dialog.sent?.transaction?.open)
    return { status: 491, reason: 'Request Pending', extra: [] };
  if (method === 'PRACK') {
    const invite = core.pending.get(dialog.openInvite?.id ?? '');
    if (!invite?.reliable?.acknowledge(headerOf(request, 'rack') ?? ''))
      return { status: 481, reason: 'Call/Transaction Does Not Exist', extra: [] };
  }
  return undefined;
}

/** A BYE ends the dialog when it comes, whatever the application does with it (section 15.1.2). */
function ended(core: Core, dialog: Dialog, flow: Flow): void {
  core.dialogs.remove(dialog);
  dialog.abandonAcks();
  const invite = core.pending.get(dialog.openInvite?.id ?? '');
  if (invite) {
    core.pending.delete(invite.transaction.id);
    answerByItself(invite, 487, 'Request Terminated');
    if (invite.facts.toTag === undefined) reportCancelled(core, invite, cancelOf(invite), flow);
  }
  dialog.releaseAck();
}

/** A caller may give up with a BYE too (section 15); drachtio-srf knows only a CANCEL for a call not yet answered. */
function cancelOf({ request, facts }: PendingRequest): string {
  const fields = request.fields
    .filter(({ key }) => !key.startsWith('content-'))
    .map((given) => (given.key === 'cseq' ? field('CSeq', 'cseq', `${facts.cseq.number} CANCEL`) : given));
  return serialise({ startLine: `CANCEL ${request.uri} SIP/2.0`, fields, body: '' });
}

function reportCancelled(core: Core, invite: PendingRequest, text: string, flow: Flow): void {
  const { application, transaction, dialog, facts } = invite;
  application.send(dialogReport(metaOf(core, 'network', flow), text, transaction.id, dialog?.id ?? ''), facts.callId);
}

/** Section 9.2: the CANCEL is answered 200, its INVITE 487, and the application is told. */
export function cancelReceived(core: Core, request: SipRequest, facts: Facts, flow: Flow): void {
  const invite = core.transactions.inviteOf(request, facts);
  if (!invite) {
    replyStateless(core, request, flow, 481, 'Call/Transaction Does Not Exist');
    return;
  }
  const pending = core.pending.get(invite.id);
  const toTag = pending?.localTag ?? newTag();
  const cancel = begin(core, request, facts, flow);
  const ok = { status: 200, reason: 'OK', toTag, extra: [], body: '' };
  cancel.respond(200, writeResponse(request, facts.toTag !== undefined, ok));
  if (!pending) return;
  core.pending.delete(invite.id);
  const text = answerByItself(pending, 487, 'Request Terminated');
  if (pending.dialog?.state === 'early') core.dialogs.remove(pending.dialog);
  reportCancelled(core, pending, serialise(request), flow);
  record(core, 'stop', metaOf(core, 'application', flow), text, 'call-canceled');
}

function begin(core: Core, request: SipRequest, facts: Facts, flow: Flow, dialog?: Dialog): ServerTransaction {
  const automatic = { status: 100, reason: 'Trying', toTag: undefined, extra: [], body: '' };
  const trying = request.method === 'INVITE' ? writeResponse(request, facts.toTag !== undefined, automatic) : '';
  const user = new TransactionUser(core, dialog);
  return core.transactions.startServer({ request, facts, flow, target: replyTarget(facts.via, flow), trying, user });
}
