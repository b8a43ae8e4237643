import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { UndertoneError } from '../core/errors.js';

/** The discard port, RFC 863: connecting a UDP socket sends nothing, it only asks the routing table. */
const anyPort = 9;

/**
 * The local address that the system would reach `host` (an address or a name) from.
 * @throws UndertoneError SIP_UNREACHABLE when there is no way to it
 */
export function localAddressFor(host: string): Promise<string> {
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
