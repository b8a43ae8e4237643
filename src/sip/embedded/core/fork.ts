import type { Facts } from '../message/facts.js';
import { headerOf, type SipResponse } from '../message/message.js';
import { viaOf, writeRequest } from '../message/writer.js';
import type { Flow } from '../transport/transport.js';
import type { Core } from './core.js';
import { Dialog, routing } from './dialog.js';
import { dialogTarget } from './dialog-hop.js';
import { sendBye } from './own-request.js';
import type { SentRequestSetup } from './sent-request.js';

/**
 * A second branch of a forked INVITE answered too. The application has its call; this one is acknowledged and ended
 * at once (RFC 3261 section 13.2.2.4).
 */
export function acknowledgeFork(
  core: Core,
  sent: SentRequestSetup,
  response: SipResponse,
  facts: Facts,
  flow: Flow,
): void {
  const { parts, application, dialog } = sent;
  const fork = new Dialog({
    role: 'uac',
    method: 'INVITE',
    callId: parts.callId,
    localTag: facts.fromTag,
    local: headerOf(response, 'from') ?? parts.from,
    remote: parts.to,
    remoteTag: facts.toTag,
    localCseq: parts.cseq,
    remoteCseq: undefined,
    remoteTarget: parts.uri,
    routeSet: [],
    address: dialog!.address,
    contact: dialog!.contact,
    owner: application,
  });
  fork.learnFrom(response, facts.toTag);
  fork.flow = flow;
  end(core, fork).catch((error: Error) =>
    core.log.warn({ callId: parts.callId, error: error.message }, 'forked answer could not be ended'),
  );
}

async function end(core: Core, fork: Dialog): Promise<void> {
  const { uri, routes, hop } = routing(fork);
  const target = await dialogTarget(core.transports, fork, hop);
  const ack = {
    method: 'ACK',
    uri,
    via: viaOf(target.local, core.transactions.newBranch()),
    routes,
    from: fork.local,
    to: fork.remote,
    callId: fork.callId,
    cseq: fork.localCseq,
  };
  core.transports.send(writeRequest(ack, [], ''), target, () => {});
  await sendBye(core, fork, 'SIP ;cause=200 ;text="Call completed elsewhere"');
}
