import type { Facts } from '../message/facts.js';
import { headerOf, type SipRequest } from '../message/message.js';

/** Branches of RFC 3261 begin so; without it the branch identifies nothing (section 8.1.1.7). */
export const magicCookie = 'z9hG4bK';

/** Key of the server transaction a request belongs to; an ACK has its INVITE's (RFC 3261 section 17.2.3). */
export function serverKey(request: SipRequest, facts: Facts, method = request.method): string {
  const { via, callId, cseq, fromTag } = facts;
  const matched = method === 'ACK' ? 'INVITE' : method;
  if (via.branch?.startsWith(magicCookie)) return `${via.branch}|${via.host}:${via.port ?? ''}|${matched}`;
  // RFC 2543 peers: the tuple of section 17.2.3, less the Request-URI and To tag that their ACKs may change.
  return `2543|${callId}|${fromTag}|${cseq.number}|${headerOf(request, 'via')}|${matched}`;
}

/** Same for the copies of one request that arrived over different paths (RFC 3261 section 8.2.2.2). */
export function mergeKey({ callId, fromTag, cseq }: Facts): string {
  return `${callId}|${fromTag}|${cseq.number}|${cseq.method}`;
}

/** RFC 3261 section 17.1.3. */
export function clientKey(branch: string, cseqMethod: string): string {
  return `${branch}|${cseqMethod}`;
}
