import { isIP } from 'node:net';
import type { Clock } from '../../../core/clock.js';
import { UndertoneError } from '../../../core/errors.js';
import type { SipAddress } from '../../sip.js';
import type { EmbeddedLimits } from '../limits.js';
import { LocalAddresses } from './local-address.js';
import { TcpConnection } from './tcp-connection.js';
import { TcpListener, type TcpSetup } from './tcp-listener.js';
import type { EndpointLog, Protocol, Receive, SendFailed, Target } from './transport.js';
import { UdpListener } from './udp-listener.js';

type Listener = UdpListener | TcpListener;

export interface TransportsSetup {
  readonly receive: Receive;
  readonly broken: TcpSetup['broken'];
  readonly log: EndpointLog;
  readonly clock: Clock;
  readonly limits: EmbeddedLimits;
}

/** All listeners, and the choice of one for what goes out. */
export class Transports {
  readonly #listeners: Listener[] = [];
  readonly #addresses: LocalAddresses;

  constructor(private readonly setup: TransportsSetup) {
    this.#addresses = new LocalAddresses(setup.clock);
  }

  get listening(): readonly SipAddress[] {
    return this.#listeners.map(({ bound }) => bound);
  }

  /** Protocol of a URI that names none: UDP (RFC 3263 section 4.1) unless only TCP is open. */
  get fallback(): Protocol {
    return this.#listeners.some(({ protocol }) => protocol === 'udp') ? 'udp' : 'tcp';
  }

  /** @throws UndertoneError SIP_LISTEN */
  async open({ protocol, address, port }: SipAddress): Promise<void> {
    const setup = { ...this.setup, addresses: this.#addresses, maxMessageBytes: this.setup.limits.maxMessageBytes };
    const listener =
      protocol === 'udp' ? UdpListener.open(address, port, setup) : TcpListener.open(address, port, setup);
    this.#listeners.push(await listener);
  }

  /**
   * The address of ours from which `address` is reached.
   * @throws UndertoneError SIP_UNREACHABLE when no listener speaks that protocol and address family.
   */
  localFor(protocol: Protocol, address: string): SipAddress {
    const ipv6 = isIP(address) === 6;
    const able = this.#listeners.filter(
      ({ protocol: own, bound }) => own === protocol && (isIP(bound.address) === 6) === ipv6,
    );
    // A socket bound to loopback reaches nothing else, so it is the last choice for other peers and the first for its own.
    const loopback = isLoopback(address);
    const chosen = able.find(({ bound }) => isLoopback(bound.address) === loopback) ?? able[0];
    if (!chosen)
      throw new UndertoneError('SIP_UNREACHABLE', 'requested protocol/transport not available', { protocol });
    return { ...chosen.bound, address: this.#addresses.reachableFrom(chosen.bound.address, address) };
  }

  /** True when the address is one that is listened on here. */
  isOwn(protocol: Protocol, address: string, port: number): boolean {
    return this.#listeners.some(
      ({ protocol: own, bound }) =>
        own === protocol && bound.port === port && this.#addresses.reachableFrom(bound.address, address) === address,
    );
  }

  send(text: string, target: Target, failed: SendFailed): void {
    if (target.connection instanceof TcpConnection && target.connection.open) {
      target.connection.send(text, failed);
      return;
    }
    const { protocol, local } = target;
    const listener = this.#listeners.find(
      ({ protocol: own, bound }) =>
        own === protocol &&
        bound.port === local.port &&
        this.#addresses.reachableFrom(bound.address, target.address) === local.address,
    );
    if (listener) listener.send(text, target.address, target.port, failed);
    else failed(new Error('the listener is closed'));
  }

  async close(): Promise<void> {
    await Promise.all(this.#listeners.splice(0).map((listener) => listener.close()));
  }
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
