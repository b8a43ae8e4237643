import { BlockList, isIP } from 'node:net';

const hidden = new BlockList();
for (const [network, bits] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['127.0.0.0', 8],
  ['0.0.0.0', 8],
] as const)
  hidden.addSubnet(network, bits, 'ipv4');
hidden.addSubnet('fc00::', 7, 'ipv6');
hidden.addSubnet('fe80::', 10, 'ipv6');
hidden.addAddress('::1', 'ipv6');

/** An address that means nothing outside its own network (RFC 1918, RFC 6598, link-local, loopback, unique local). */
export function isPrivateAddress(host: string): boolean {
  const family = isIP(host);
  return family !== 0 && hidden.check(host, family === 6 ? 'ipv6' : 'ipv4');
}
