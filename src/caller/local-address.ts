import { localAddressFor } from '../media/local-address.js';
import { uriParts } from '../sip/uri.js';

/**
 * The address of this machine from which the URI's host is reached, to be listened on and written into SDP.
 * @throws UndertoneError SIP_UNREACHABLE
 */
export function localAddressForUri(uri: string): Promise<string> {
  return localAddressFor(uriParts(uri).host.replace(/^\[|\]$/g, ''));
}
