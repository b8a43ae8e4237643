import { malformed } from './malformed.js';

export interface CSeq {
  readonly number: number;
  readonly method: string;
}

/** RFC 3261 section 20.16: the number is less than 2**31. @throws UndertoneError SIP_MALFORMED */
export function parseCSeq(value: string): CSeq {
  const match = /^(\d{1,10})\s+([^\s]+)$/.exec(value);
  if (!match || Number(match[1]) >= 2 ** 31) throw malformed('Bad CSeq');
  return { number: Number(match[1]), method: match[2]! };
}

/** RFC 3262 section 7.2: response number, then the CSeq of the request. @throws UndertoneError SIP_MALFORMED */
export function parseRAck(value: string): { readonly rseq: number; readonly cseq: CSeq } {
  const match = /^(\d{1,10})\s+(.+)$/.exec(value);
  if (!match) throw malformed('Bad RAck');
  return { rseq: Number(match[1]), cseq: parseCSeq(match[2]!) };
}
