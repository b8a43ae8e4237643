import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Clock } from '../../../core/clock.js';

const refreshMs = 5000;

/** Finds the address of this machine that a peer can reach, for sockets bound to the wildcard address. */
export class LocalAddresses {
  #knownAtMs = Number.NEGATIVE_INFINITY;
  #interfaces: { address: string; internal: boolean; ipv6: boolean; subnet: BlockList }[] = [];
  readonly #found = new Map<string, string>();

  constructor(private readonly clock: Clock) {}

  /** The bound address itself unless it is the wildcard; then the address on the remote's network, or the first that is not loopback. */
  reachableFrom(bound: string, remote: string): string {
    if (bound !== '0.0.0.0' && bound !== '::') return bound;
    this.#refresh();
    const known = this.#found.get(remote);
    if (known !== undefined) return known;
    const found = this.#search(remote);
    if (this.#found.size < 10_000) this.#found.set(remote, found);
    return found;
  }

  #search(remote: string): string {
    const ipv6 = isIP(remote) === 6;
    const family = ipv6 ? 'ipv6' : 'ipv4';
    const candidates = this.#interfaces.filter((candidate) => candidate.ipv6 === ipv6);
    const near = isIP(remote) === 0 ? undefined : candidates.find(({ subnet }) => subnet.check(remote, family));
    const chosen = near ?? candidates.find(({ internal }) => !internal) ?? candidates[0];
    return chosen?.address ?? (ipv6 ? '::1' : '127.0.0.1');
  }

  #refresh(): void {
    if (this.clock.nowMs() - this.#knownAtMs < refreshMs) return;
    this.#knownAtMs = this.clock.nowMs();
    this.#found.clear();
    this.#interfaces = Object.values(networkInterfaces()).flatMap((addresses) =>
      (addresses ?? []).map(({ address, cidr, internal, family }) => {
        const subnet = new BlockList();
        const ipv6 = family === 'IPv6';
        const bits = Number(cidr?.split('/')[1] ?? (ipv6 ? 128 : 32));
        subnet.addSubnet(address, bits, ipv6 ? 'ipv6' : 'ipv4');
        return { address, internal, ipv6, subnet };
      }),
    );
  }
}
