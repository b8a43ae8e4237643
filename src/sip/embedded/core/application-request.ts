import type { Application } from '../control/application.js';
import type { Command } from '../control/command.js';
import { refused, sentRequest } from '../control/report.js';
import { malformed } from '../message/malformed.js';
import { headerOf, type SipRequest } from '../message/message.js';
import { parseMessage } from '../message/message-parser.js';
import { applicationFields } from '../message/writer.js';
import { respond } from './application-response.js';
import { type Core, metaOf } from './core.js';
import { requestInDialog } from './request-in-dialog.js';
import { requestOutsideDialog } from './request-outside-dialog.js';

type SipCommand = Extract<Command, { kind: 'sip' }>;

/** A SIP message of the application: a response, a CANCEL, or a request in or outside a dialog. Never throws. */
export function obey(core: Core, application: Application, command: SipCommand): void {
  const refuse = (error: unknown): void => {
    const { message, code } = error as { message: string; code?: string };
    if (code === undefined)
      core.log.warn({ error: String(error), stack: (error as Error).stack }, 'SIP command failed');
    application.send(refused(command.id, message));
  };
  try {
    dispatch(core, application, command)?.catch(refuse);
  } catch (error) {
    refuse(error);
  }
}

/** A promise where a name has to be looked up first. */
function dispatch(core: Core, application: Application, command: SipCommand): Promise<void> | undefined {
  const message = parseMessage(command.text, 'application');
  if (message.defect !== undefined) throw malformed(message.defect);
  if (message.kind === 'response') {
    respond(core, application, command, message);
    return undefined;
  }
  if (command.transactionId !== '' && message.method === 'CANCEL') {
    cancel(core, application, command, message);
    return undefined;
  }
  const callId = headerOf(message, 'call-id');
  const dialog =
    command.dialogId !== '' || callId === undefined
      ? core.dialogs.find(command.dialogId)
      : core.dialogs.withCallId(callId);
  if (dialog) return requestInDialog(core, application, command.id, dialog, message);
  if (command.dialogId !== '') {
    application.send(refused(command.id, 'unable to find dialog for dialog id provided'));
    return undefined;
  }
  return requestOutsideDialog(core, application, command.id, message, command.proxyUri);
}

function cancel(core: Core, application: Application, command: SipCommand, request: SipRequest): void {
  const invite = core.sent.get(command.transactionId);
  if (!invite?.transaction || invite.setup.parts.method !== 'INVITE') {
    const reason = `unable to cancel unknown transaction id: ${command.transactionId}`;
    application.send(refused(command.id, reason));
    return;
  }
  invite.cancelFields = applicationFields(request.fields, invite.setup.target.local);
  invite.transaction.cancel();
  const meta = metaOf(core, 'application', invite.setup.target);
  application.send(sentRequest(command.id, meta, invite.cancelText, command.transactionId), invite.setup.parts.callId);
}
