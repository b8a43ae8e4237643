import { createSocket, type Socket } from 'node:dgram';
import { isIP } from 'node:net';
import { UndertoneError } from '../../../core/errors.js';
import type { SipAddress } from '../../sip.js';
import type { LocalAddresses } from './local-address.js';
import type { EndpointLog, Receive, SendFailed } from './transport.js';

/** Room for a burst of calls while the process is busy; the kernel may give less. */
const receiveBufferBytes = 4_000_000;

export interface UdpSetup {
  readonly receive: Receive;
  readonly addresses: LocalAddresses;
  readonly log: EndpointLog;
  readonly maxMessageBytes: number;
}

/** One UDP socket (RFC 3261 section 18). */
export class UdpListener {
  readonly protocol = 'udp';

  private constructor(
    private readonly socket: Socket,
    readonly bound: SipAddress,
    private readonly setup: UdpSetup,
  ) {}

  /** @throws UndertoneError SIP_LISTEN */
  static async open(address: string, port: number, setup: UdpSetup): Promise<UdpListener> {
    const socket = isIP(address) === 6 ? createSocket({ type: 'udp6', ipv6Only: true }) : createSocket('udp4');
    await new Promise<void>((resolve, reject) => {
      socket.once('error', (cause) =>
        reject(new UndertoneError('SIP_LISTEN', cause.message, { protocol: 'udp', address, port }, { cause })),
      );
      socket.bind({ address, port, exclusive: true }, resolve);
    });
    socket.removeAllListeners('error');
    const bound = { protocol: 'udp', address: socket.address().address, port: socket.address().port } as const;
    const listener = new UdpListener(socket, bound, setup);
    listener.#listen();
    return listener;
  }

  send(text: string, address: string, port: number, failed: SendFailed): void {
    if (text.length > this.setup.maxMessageBytes) {
      failed(new Error(`a message of ${text.length} bytes does not fit a datagram`));
      return;
    }
    try {
      this.socket.send(Buffer.from(text, 'latin1'), port, address, (error) => {
        if (error) failed(error);
      });
    } catch (error) {
      // A closed socket or a port out of range throws instead.
      failed(error as Error);
    }
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.socket.close(resolve);
    });
  }

  #listen(): void {
    const { socket, bound, setup } = this;
    try {
      socket.setRecvBufferSize(receiveBufferBytes);
    } catch (error) {
      setup.log.debug({ error: String(error) }, 'UDP receive buffer keeps its size');
    }
    socket.on('error', (error) => setup.log.warn({ ...bound, error: error.message }, 'UDP socket error'));
    socket.on('message', (bytes, { address, port }) => {
      // Keep-alives: CR LF pairs (RFC 5626 section 3.5.1 and older habits) or a few NUL bytes.
      if (bytes.length <= 4 && bytes.every((byte) => byte === 0x0d || byte === 0x0a || byte === 0)) return;
      const local = { ...bound, address: setup.addresses.reachableFrom(bound.address, address) };
      setup.receive(bytes.toString('latin1'), { protocol: 'udp', address, port, local, connection: undefined });
    });
  }
}
