import type { SipAddress } from '../../sip.js';
import { usualCase } from './header-name.js';
import { fieldsOf, type HeaderField, type SipRequest } from './message.js';
import { hostText } from './uri.js';

const maxForwards = 70;

/** The parts of a request that the endpoint owns, kept for the ACK and the CANCEL that must repeat them. */
export interface RequestParts {
  readonly method: string;
  readonly uri: string;
  readonly via: string;
  readonly routes: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly callId: string;
  readonly cseq: number;
}

/** `extra`: fields of the application, written after ours in their order. */
export function writeRequest(parts: RequestParts, extra: readonly HeaderField[], body: string): string {
  const { method, uri, via, routes, from, to, callId, cseq } = parts;
  let text = `${method} ${uri} SIP/2.0\r\nVia: ${via}\r\n`;
  for (const route of routes) text += `Route: ${route}\r\n`;
  text += `Max-Forwards: ${maxForwards}\r\nFrom: ${from}\r\nTo: ${to}\r\nCall-ID: ${callId}\r\nCSeq: ${cseq} ${method}\r\n`;
  return text + writeRest(extra, body);
}

/** ACK of a response that is not 2xx: same branch, the response's To (RFC 3261 section 17.1.1.3). */
export function writeAckOfFailure(parts: RequestParts, to: string): string {
  return writeRequest({ ...parts, method: 'ACK', to }, [], '');
}

/** Same branch, To and routes as the request (RFC 3261 section 9.1). */
export function writeCancel(parts: RequestParts, extra: readonly HeaderField[]): string {
  return writeRequest({ ...parts, method: 'CANCEL' }, extra, '');
}

const copied = new Set(['via', 'from', 'call-id', 'cseq']);

export interface ResponseParts {
  readonly status: number;
  readonly reason: string;
  /** Put on the To unless the request has one; undefined for a 100. */
  readonly toTag: string | undefined;
  readonly extra: readonly HeaderField[];
  readonly body: string;
}

/** RFC 3261 section 8.2.6.2, and the Record-Routes of a response that makes a dialog (section 12.1.1). */
export function writeResponse(request: SipRequest, toHasTag: boolean, parts: ResponseParts): string {
  const { status, reason, toTag, extra, body } = parts;
  const makesDialog = status > 100 && status < 300;
  let text = `SIP/2.0 ${status} ${reason}\r\n`;
  for (const { key, raw } of request.fields) {
    if (copied.has(key) || (key === 'record-route' && makesDialog)) text += `${raw}\r\n`;
    else if (key === 'to') text += toHasTag || toTag === undefined ? `${raw}\r\n` : `${raw};tag=${toTag}\r\n`;
  }
  return text + writeRest(extra, body);
}

function writeRest(extra: readonly HeaderField[], body: string): string {
  let text = '';
  for (const { raw } of extra) text += `${raw}\r\n`;
  return `${text}Content-Length: ${body.length}\r\n\r\n${body}`;
}

/** Headers the endpoint writes itself; the application's are dropped. */
const owned = new Set([
  'via',
  'from',
  'to',
  'call-id',
  'cseq',
  'route',
  'record-route',
  'rseq',
  'max-forwards',
  'content-length',
]);

/** Addresses written `@localhost` stand for the listener's own. */
const placeholder = /(sips?:(?:[^@<>\s]*@)?)localhost(?=[;>?\s]|$)/i;
const placed = new Set(['contact', 'p-asserted-identity', 'p-preferred-identity', 'remote-party-id']);

export function fillLocalhost(value: string, local: SipAddress): string {
  return value.replace(placeholder, (_match, start: string) => `${start}${hostText(local.address)}:${local.port}`);
}

/** The fields of an application's message that go on the wire, with their usual spelling. */
export function applicationFields(fields: readonly HeaderField[], local: SipAddress): HeaderField[] {
  const kept: HeaderField[] = [];
  for (const { key, raw, value } of fields) {
    if (owned.has(key)) continue;
    const name = usualCase(raw.slice(0, raw.indexOf(':')).trimEnd());
    const filled = placed.has(key) ? fillLocalhost(value, local) : value;
    kept.push({ key, raw: `${name}: ${filled}`, value: filled });
  }
  return kept;
}

export function contactOf(local: SipAddress): string {
  const transport = local.protocol === 'udp' ? '' : `;transport=${local.protocol}`;
  return `<sip:${hostText(local.address)}:${local.port}${transport}>`;
}

export function viaOf(local: SipAddress, branch: string): string {
  return `SIP/2.0/${local.protocol.toUpperCase()} ${hostText(local.address)}:${local.port};branch=${branch};rport`;
}

export function has(fields: readonly HeaderField[], key: string): boolean {
  return fields.some((field) => field.key === key);
}

/** Option tags of Require or Supported (RFC 3261 sections 20.32 and 20.37). */
export function hasOption(message: { readonly fields: readonly HeaderField[] }, key: string, option: string): boolean {
  return fieldsOf(message, key).some(({ value }) =>
    value
      .toLowerCase()
      .split(',')
      .some((tag) => tag.trim() === option),
  );
}
