import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { UndertoneError } from '../../../core/errors.js';
import { malformed } from '../message/malformed.js';
import type { SipUri } from '../message/uri.js';
import type { Protocol } from './transport.js';

export interface Hop {
  readonly protocol: Protocol;
  readonly address: string;
  readonly port: number;
}

/**
 * Next hop of a URI (RFC 3263 section 4, without NAPTR and SRV: a name is looked up as an address). Numeric hosts,
 * which is what carriers' trunks and softphones in dialogs use, are answered at once.
 * @throws UndertoneError SIP_MALFORMED for a transport that is not here, SIP_UNREACHABLE when a name has no address.
 */
export function nextHop(uri: SipUri, fallback: Protocol): Hop | Promise<Hop> {
  if (uri.scheme === 'sips') throw malformed('sips is not supported');
  const protocol = uri.transport ?? fallback;
  if (protocol !== 'udp' && protocol !== 'tcp')
    throw malformed(`requested protocol/transport not available: ${protocol}`);
  const port = uri.port ?? 5060;
  if (isIP(uri.host) !== 0) return { protocol, address: uri.host, port };
  return lookup(uri.host, { verbatim: false }).then(
    ({ address }) => ({ protocol, address, port }),
    (cause: Error) => {
      throw new UndertoneError('SIP_UNREACHABLE', `no address for ${uri.host}`, {}, { cause });
    },
  );
}
