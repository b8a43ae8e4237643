import { headerKey } from './header-name.js';
import { malformed } from './malformed.js';
import type { HeaderField, SipMessage } from './message.js';

const token = /^[A-Za-z0-9\-.!%*_+`'~]+$/;
const requestLine = /^([A-Za-z0-9\-.!%*_+`'~]+) ([^\s<>]+) (SIP\/\d+\.\d+)$/i;
const statusLine = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/is;
/** A folded header goes on where a line begins with white space (RFC 3261 section 7.3.1). */
const folding = /[ \t]*\r\n[ \t]+/g;

export const maxHeaderFields = 256;

/**
 * Parses one whole message: a datagram, what a stream framer cut out, or the message of an application, whose
 * Content-Length counts characters and is not looked at.
 * @throws UndertoneError SIP_MALFORMED when not even start line and header section can be told.
 */
export function parseMessage(text: string, source: 'network' | 'application' = 'network'): SipMessage {
  // CRLFs before the start line are skipped (RFC 3261 section 7.5).
  let start = 0;
  while (text.startsWith('\r\n', start)) start += 2;
  const headerEnd = text.indexOf('\r\n\r\n', start);
  if (headerEnd < 0) throw malformed('No end of headers');
  const lineEnd = text.indexOf('\r\n', start);
  const startLine = text.slice(start, lineEnd);
  const { fields, defect: headerDefect } = parseFields(text, lineEnd + 2, headerEnd);
  const rest = text.slice(headerEnd + 4);
  const { body, defect: bodyDefect } =
    source === 'network' ? parseBody(rest, fields) : { body: rest, defect: undefined };
  const base = { startLine, fields, body };

  const response = statusLine.exec(startLine);
  const defect = headerDefect ?? bodyDefect;
  if (response) return { kind: 'response', status: Number(response[1]), reason: response[2] ?? '', ...base, defect };
  const request = requestLine.exec(startLine);
  if (request) return { kind: 'request', method: request[1]!, uri: request[2]!, version: request[3]!, ...base, defect };
  // Only a method and the version can be told apart: good enough to answer 400, RFC 4475 sections 3.1.2.4 to 3.1.2.11.
  const broken = /^(\S+)\s+(.*?)\s*(SIP\/2\.0)\s*$/i.exec(startLine);
  if (!broken || !token.test(broken[1]!)) throw malformed('Bad start line');
  return {
    kind: 'request',
    method: broken[1]!,
    uri: broken[2]!,
    version: 'SIP/2.0',
    ...base,
    defect: 'Bad Request-Line',
  };
}

function parseFields(text: string, from: number, end: number): { fields: HeaderField[]; defect: string | undefined } {
  const fields: HeaderField[] = [];
  let defect: string | undefined;
  let position = from;
  while (position < end) {
    let lineEnd = text.indexOf('\r\n', position);
    while (lineEnd < end && isWhiteSpace(text.charCodeAt(lineEnd + 2))) lineEnd = text.indexOf('\r\n', lineEnd + 2);
    if (fields.length === maxHeaderFields) throw malformed('Too many headers');
    const parsed = parseField(text.slice(position, lineEnd));
    if (parsed) fields.push(parsed);
    else defect ??= 'Bad header line';
    position = lineEnd + 2;
  }
  return { fields, defect };
}

function parseField(raw: string): HeaderField | undefined {
  const colon = raw.indexOf(':');
  const name = raw.slice(0, colon).trimEnd();
  if (colon < 0 || !token.test(name)) return undefined;
  const value = raw.slice(colon + 1);
  return { key: headerKey(name), raw, value: (value.includes('\r\n') ? value.replace(folding, ' ') : value).trim() };
}

/** The body is as long as Content-Length says; without one it is the rest of the datagram (RFC 3261 section 18.3). */
function parseBody(rest: string, fields: readonly HeaderField[]): { body: string; defect: string | undefined } {
  let declared: string | undefined;
  for (const { key, value } of fields) {
    if (key !== 'content-length') continue;
    if (declared !== undefined && declared !== value) return { body: rest, defect: 'Conflicting Content-Length' };
    declared = value;
  }
  if (declared === undefined) return { body: rest, defect: undefined };
  if (!/^\d{1,9}$/.test(declared)) return { body: rest, defect: 'Bad Content-Length' };
  const length = Number(declared);
  if (rest.length < length) return { body: rest, defect: 'Body shorter than Content-Length' };
  return { body: rest.slice(0, length), defect: undefined };
}

function isWhiteSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
