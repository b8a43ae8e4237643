import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { UndertoneError } from '../core/errors.js';
import { uriParts } from '../sip/uri.js';

/** Any port does: connecting a UDP socket sends nothing, it only chooses the route. */
const anyPort = 5060;

/**
 * The address of this machine from which the URI's host is reached, to be listened on and written into SDP.
 * @throws UndertoneError SIP_UNREACHABLE
 */
export function localAddressFor(uri: string): Promise<string> {
  const host = uriParts(uri).host.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
    // The callback has the error, which the types do not say.
    const connected = (error?: Error) => {
      if (error) reject(new UndertoneError('SIP_UNREACHABLE', `no way to ${host}: ${error.message}`));
      else resolve(socket.address().address);
      socket.close();
    };
    socket.connect(anyPort, host, connected);
  });
}
