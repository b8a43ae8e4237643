import { type CSeq, parseCSeq } from './cseq.js';
import { malformed } from './malformed.js';
import { type HeaderField, headerOf, type SipMessage, type SipRequest } from './message.js';
import { parseNameAddr, tagOf } from './name-addr.js';
import { parseVia, type Via } from './via.js';

/** What every message must carry (RFC 3261 section 8.1.1), parsed once. */
export interface Facts {
  readonly via: Via;
  readonly viaIndex: number;
  readonly callId: string;
  readonly cseq: CSeq;
  readonly fromTag: string;
  readonly toTag: string | undefined;
}

const once = new Set(['via', 'from', 'to', 'call-id', 'cseq', 'max-forwards', 'content-length']);

/** @throws UndertoneError SIP_MALFORMED naming the header at fault. */
export function factsOf(message: SipMessage): Facts {
  if (message.defect !== undefined) throw malformed(message.defect);
  const found: Record<string, HeaderField> = {};
  let viaIndex = 0;
  for (const [index, field] of message.fields.entries()) {
    if (!once.has(field.key)) continue;
    if (found[field.key] === undefined) {
      found[field.key] = field;
      if (field.key === 'via') viaIndex = index;
    } else if (field.key !== 'via' && field.key !== 'content-length') throw malformed(`More than one ${field.key}`);
  }
  const value = (key: string): string => {
    const text = found[key]?.value;
    if (text === undefined || text === '') throw malformed(`No ${key}`);
    return text;
  };
  const callId = value('call-id');
  if (/\s/.test(callId)) throw malformed('Bad call-id');
  return {
    via: parseVia(value('via')),
    viaIndex,
    callId,
    cseq: parseCSeq(value('cseq')),
    // A peer of RFC 2543 may leave the tag out (RFC 3261 section 12.1.1).
    fromTag: tagOf(value('from')) ?? '',
    toTag: tagOf(value('to')),
  };
}

/** Checks of a request beyond the mandatory headers. @throws UndertoneError SIP_MALFORMED */
export function checkRequest(request: SipRequest, facts: Facts): void {
  if (facts.cseq.method !== request.method) throw malformed('CSeq method is not the request method');
  const hops = headerOf(request, 'max-forwards');
  if (hops !== undefined && (!/^\d+$/.test(hops) || Number(hops) > 255)) throw malformed('Bad Max-Forwards');
  for (const { key, value } of request.fields) if (key === 'contact' && value !== '*') checkContact(value);
}

function checkContact(value: string): void {
  // A list is checked by its first element only; a request that makes a dialog may not have more (section 8.1.1.8).
  parseNameAddr(value);
}
