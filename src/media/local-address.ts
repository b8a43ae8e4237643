import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';

/**
 * The local address that the system would send to `remote` from; nothing is sent.
 * Falls back to loopback of the same family where there is no route.
 */
export function localAddressFor(remote: string): Promise<string> {
  const v6 = isIPv6(remote);
  return new Promise((resolve) => {
    const socket = createSocket(v6 ? 'udp6' : 'udp4');
    const give = (address: string) => {
      socket.close();
      resolve(address);
    };
    socket.once('error', () => give(v6 ? '::1' : '127.0.0.1'));
    // The discard port, RFC 863: connecting a UDP socket only asks the routing table.
    socket.connect(9, remote, () => give(socket.address().address));
  });
}
