import { listSeparator } from './list.js';
import { malformed } from './malformed.js';
import type { HeaderField } from './message.js';
import { parameterOf } from './params.js';

/** The topmost Via of a message (RFC 3261 section 20.42). */
export interface Via {
  /** Upper-case transport token, e.g. UDP. */
  readonly transport: string;
  readonly host: string;
  readonly port: number | undefined;
  readonly branch: string | undefined;
  readonly received: string | undefined;
  /** '' when asked for without a value (RFC 3581 section 3). */
  readonly rport: string | undefined;
  readonly maddr: string | undefined;
}

const viaStart =
  /^\s*SIP\s*\/\s*2\.0\s*\/\s*([A-Za-z0-9-]+)\s+(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?:\s*:\s*(\d{1,5}))?\s*(;.*)?$/is;

/** Parses the first Via of a field value, which may hold a list. @throws UndertoneError SIP_MALFORMED */
export function parseVia(value: string): Via {
  const separator = listSeparator(value, 0);
  const match = viaStart.exec(separator < 0 ? value : value.slice(0, separator));
  if (!match) throw malformed('Bad Via');
  const port = match[3] === undefined ? undefined : Number(match[3]);
  if (port !== undefined && (port === 0 || port > 65_535)) throw malformed('Bad port in Via');
  const params = match[4] ?? '';
  return {
    transport: match[1]!.toUpperCase(),
    host: match[2]!.replace(/^\[|\]$/g, ''),
    port,
    branch: parameterOf(params, 'branch'),
    received: parameterOf(params, 'received'),
    rport: parameterOf(params, 'rport'),
    maddr: parameterOf(params, 'maddr'),
  };
}

/**
 * Writes into the first Via where the request really came from: `received` when the sent-by is another address or
 * rport is asked for, and rport's value (RFC 3261 section 18.2.1, RFC 3581 section 4). The rest of the text stays.
 */
export function stampVia(field: HeaderField, via: Via, address: string, port: number): HeaderField {
  const asksRport = via.rport !== undefined;
  if (!asksRport && via.host === address) return field;
  const colon = field.raw.indexOf(':') + 1;
  const value = field.raw.slice(colon);
  const separator = listSeparator(value, 0);
  const first = separator < 0 ? value : value.slice(0, separator);
  const rest = separator < 0 ? '' : value.slice(separator);
  const unstamped = first.replace(/\s*;\s*received\s*=\s*[^;,\s]+/i, '');
  const ported = asksRport
    ? unstamped.replace(/;(\s*)rport(?:\s*=\s*\d*)?(?=[;\s,]|$)/i, (_match, space: string) => `;${space}rport=${port}`)
    : unstamped;
  const stamped = `${ported};received=${address}${rest}`;
  return { key: field.key, raw: `${field.raw.slice(0, colon)}${stamped}`, value: stamped.trim() };
}
