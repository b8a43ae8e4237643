import { malformed } from '../message/malformed.js';
import { parseMessage } from '../message/message-parser.js';
import type { Flow } from '../transport/transport.js';
import type { Core } from './core.js';
import { replyMalformed } from './stateless-reply.js';

/** A stream whose Content-Length is missing or wrong: its request is answered before the connection is closed. */
export function streamBroken(core: Core, head: string, reason: string, flow: Flow): void {
  try {
    const message = parseMessage(head);
    if (message.kind !== 'request') throw malformed('not a request');
    replyMalformed(core, message, flow, 400, `Bad Request - ${reason}`);
  } catch (error) {
    core.log.debug({ address: flow.address, reason: (error as Error).message }, 'broken SIP stream not answered');
  }
}
