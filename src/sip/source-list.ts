import { BlockList, isIP } from 'node:net';
import { UndertoneError } from '../core/errors.js';

/** A set of IP addresses and networks, e.g. `203.0.113.7`, `198.51.100.0/24`, `2001:db8::/32`. */
export interface SourceList {
  has(address: string): boolean;
}

/**
 * Loopback, link-local and the private blocks of RFC 1918 and RFC 4193. The carrier-grade NAT block of RFC 6598 is
 * left out: behind it are other customers of the same provider, not our own network.
 */
export const privateSources: SourceList = sourceList([
  '127.0.0.0/8',
  '::1',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  'fc00::/7',
  '169.254.0.0/16',
  'fe80::/10',
]);

/** @throws UndertoneError CONFIG_BAD_VALUE with the entry that is neither an address nor a network in CIDR form. */
export function sourceList(entries: readonly string[]): SourceList {
  const list = new BlockList();
  for (const entry of entries) add(list, entry);
  return {
    has: (address) => {
      const plain = address.replace(/%.*$/, ''); // fe80::1%eth0: the zone says where, not who (RFC 4007)
      const family = isIP(plain);
      return family !== 0 && list.check(plain, family === 6 ? 'ipv6' : 'ipv4');
    },
  };
}

function add(list: BlockList, entry: string): void {
  const [address = '', prefix, ...rest] = entry.split('/');
  const family = isIP(address);
  const bits = family === 6 ? 128 : 32;
  const length = prefix === undefined ? bits : Number(prefix);
  const valid = family !== 0 && rest.length === 0 && prefix !== '' && Number.isInteger(length);
  if (!valid || length < 0 || length > bits) {
    throw new UndertoneError(
      'CONFIG_BAD_VALUE',
      `'${entry}' is neither an IP address nor a network such as 10.0.0.0/8`,
    );
  }
  list.addSubnet(address, length, family === 6 ? 'ipv6' : 'ipv4');
}
