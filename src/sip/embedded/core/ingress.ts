import { checkRequest, type Facts, factsOf } from '../message/facts.js';
import { field, type SipMessage, type SipRequest, withField } from '../message/message.js';
import { parseMessage } from '../message/message-parser.js';
import { stampVia } from '../message/via.js';
import type { Flow } from '../transport/transport.js';
import type { Core } from './core.js';
import { cancelReceived, requestReceived } from './received-request.js';
import { replyMalformed, replyStateless } from './stateless-reply.js';

/** Everything the network says enters here: one message, from one flow. Never throws. */
export function receive(core: Core, text: string, flow: Flow): void {
  let message: SipMessage | undefined;
  try {
    message = parseMessage(text);
    const facts = factsOf(message);
    if (message.kind === 'response') {
      core.transactions.receiveResponse(message, facts, text, flow);
      return;
    }
    checkRequest(message, facts);
    route(
      core,
      withField(message, facts.viaIndex, stampVia(message.fields[facts.viaIndex]!, facts.via, flow.address, flow.port)),
      facts,
      flow,
    );
  } catch (error) {
    const { message: reason, code } = error as { message: string; code?: string };
    if (code !== 'SIP_MALFORMED')
      core.log.warn({ error: String(error), stack: (error as Error).stack }, 'SIP message failed');
    else core.log.debug({ address: flow.address, port: flow.port, reason }, 'malformed SIP message');
    if (message?.kind !== 'request') return;
    const unknownVersion = message.version.toUpperCase() !== 'SIP/2.0';
    if (code !== 'SIP_MALFORMED') replyMalformed(core, message, flow, 500, 'Server Internal Error');
    else if (unknownVersion) replyMalformed(core, message, flow, 505, 'Version Not Supported');
    else replyMalformed(core, message, flow, 400, `Bad Request - ${reason}`);
  }
}

function route(core: Core, request: SipRequest, facts: Facts, flow: Flow): void {
  const transaction = core.transactions.serverOf(request, facts);
  if (request.method === 'ACK') {
    const accepted = transaction ?? core.dialogs.matching(facts)?.received.get(facts.cseq.number);
    accepted?.acknowledge(request);
    return;
  }
  if (transaction) {
    transaction.retransmitted();
    return;
  }
  if (request.version.toUpperCase() !== 'SIP/2.0') {
    replyStateless(core, request, flow, 505, 'Version Not Supported');
    return;
  }
  if (!/^(?:sips?|tel):/i.test(request.uri)) {
    replyStateless(core, request, flow, 416, 'Unsupported URI Scheme');
    return;
  }
  if (core.transactions.full) {
    replyStateless(core, request, flow, 503, 'Service Unavailable', [field('Retry-After', 'retry-after', '5')]);
    return;
  }
  if (request.method === 'CANCEL') {
    cancelReceived(core, request, facts, flow);
    return;
  }
  if (core.transactions.isMerged(facts)) {
    replyStateless(core, request, flow, 482, 'Loop Detected');
    return;
  }
  requestReceived(core, request, facts, flow);
}
