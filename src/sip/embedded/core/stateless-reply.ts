import { createHash } from 'node:crypto';
import { factsOf } from '../message/facts.js';
import { fieldsOf, type HeaderField, headerOf, type SipRequest } from '../message/message.js';
import { tagOf } from '../message/name-addr.js';
import { parseVia, stampVia, type Via } from '../message/via.js';
import { writeResponse } from '../message/writer.js';
import type { Flow, Target } from '../transport/transport.js';
import type { Core } from './core.js';

/** Where responses go (RFC 3261 section 18.2.2, RFC 3581 section 4). */
export function replyTarget(via: Via, flow: Flow): Target {
  const { protocol, address, local, connection } = flow;
  // On a connection that is gone, the sent-by port is where the peer listens.
  const port = protocol === 'udp' && via.rport !== undefined ? flow.port : (via.port ?? 5060);
  return { protocol, address, port, local, connection };
}

/**
 * Answers without a transaction (RFC 3261 section 8.2.7): the same request gets the same answer again, the To tag
 * included. Used where holding state would serve a flood.
 */
export function replyStateless(
  core: Core,
  request: SipRequest,
  flow: Flow,
  status: number,
  reason: string,
  extra: readonly HeaderField[] = [],
): void {
  if (request.method === 'ACK') return;
  const { via } = factsOf(request);
  const toTag = createHash('sha256')
    .update(`${via.branch}${headerOf(request, 'call-id')}`)
    .digest('hex')
    .slice(0, 12);
  const toHasTag = tagOf(headerOf(request, 'to') ?? '') !== undefined;
  const text = writeResponse(request, toHasTag, { status, reason, toTag, extra, body: '' });
  core.transports.send(text, replyTarget(via, flow), () => {});
}

/** Answers a request that cannot be processed, if it can be told to whom and with what; else says nothing. */
export function replyMalformed(core: Core, request: SipRequest, flow: Flow, status: number, reason: string): void {
  if (request.method === 'ACK') return;
  const vias = fieldsOf(request, 'via');
  const needed = ['from', 'to', 'call-id', 'cseq'];
  if (vias.length === 0 || needed.some((key) => fieldsOf(request, key).length !== 1)) return;
  try {
    const via = parseVia(vias[0]!.value);
    const stamped = stampVia(vias[0]!, via, flow.address, flow.port);
    const fields = request.fields.map((field) => (field === vias[0] ? stamped : field));
    const text = writeResponse({ ...request, fields }, true, { status, reason, toTag: undefined, extra: [], body: '' });
    core.transports.send(text, replyTarget(via, flow), () => {});
  } catch (error) {
    core.log.debug({ error: (error as Error).message }, 'malformed SIP request cannot be answered');
  }
}
