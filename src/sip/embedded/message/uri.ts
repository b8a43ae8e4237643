import { malformed } from './malformed.js';
import { parameterOf } from './params.js';

/** The parts of a SIP URI that routing needs (RFC 3261 section 19.1). */
export interface SipUri {
  readonly scheme: 'sip' | 'sips';
  /** Percent-encoded as written; '' when there is none. */
  readonly user: string;
  /** Name, IPv4 address, or IPv6 address without its brackets. */
  readonly host: string;
  readonly port: number | undefined;
  /** transport parameter in lower case. */
  readonly transport: string | undefined;
  /** Loose router (RFC 3261 section 16.12). */
  readonly lr: boolean;
}

const sipUri = /^(sips?):(?:([^@<>\s]*)@)?(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?(;[^?\s]*)?(\?\S*)?$/i;

/** @throws UndertoneError SIP_MALFORMED */
export function parseSipUri(text: string): SipUri {
  const match = sipUri.exec(text);
  if (!match) throw malformed('Bad SIP URI');
  const port = match[4] === undefined ? undefined : Number(match[4]);
  if (port !== undefined && (port === 0 || port > 65_535)) throw malformed('Bad port in a SIP URI');
  const params = match[5] ?? '';
  return {
    scheme: match[1]!.toLowerCase() as 'sip' | 'sips',
    user: match[2] ?? '',
    host: match[3]!.replace(/^\[|\]$/g, ''),
    port,
    transport: parameterOf(params, 'transport')?.toLowerCase(),
    lr: parameterOf(params, 'lr') !== undefined,
  };
}

/** A host as it is written in a URI or a Via: IPv6 addresses in brackets. */
export function hostText(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
