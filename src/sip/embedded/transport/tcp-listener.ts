import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../../../core/clock.js';
import { UndertoneError } from '../../../core/errors.js';
import type { SipAddress } from '../../sip.js';
import type { EmbeddedLimits } from '../limits.js';
import type { LocalAddresses } from './local-address.js';
import { TcpConnection } from './tcp-connection.js';
import type { EndpointLog, Flow, Receive, SendFailed } from './transport.js';

export interface TcpSetup {
  readonly receive: Receive;
  /** A stream that lost its framing, with the header section that did it. */
  readonly broken: (head: string, reason: string, flow: Flow) => void;
  readonly addresses: LocalAddresses;
  readonly log: EndpointLog;
  readonly clock: Clock;
  readonly limits: EmbeddedLimits;
}

/** A listening TCP socket and all connections made from or to it, found again by the peer's address and port. */
export class TcpListener {
  readonly protocol = 'tcp';
  readonly #connections = new Map<string, TcpConnection>();

  private constructor(
    private readonly server: Server,
    readonly bound: SipAddress,
    private readonly setup: TcpSetup,
  ) {
    server.on('connection', (socket) => this.#accept(socket));
    server.on('error', (error) => setup.log.warn({ ...bound, error: error.message }, 'TCP listener error'));
  }

  /** @throws UndertoneError SIP_LISTEN */
  static async open(address: string, port: number, setup: TcpSetup): Promise<TcpListener> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', (cause) =>
        reject(new UndertoneError('SIP_LISTEN', cause.message, { protocol: 'tcp', address, port }, { cause })),
      );
      server.listen({ host: address, port, exclusive: true, ipv6Only: true }, resolve);
    });
    server.removeAllListeners('error');
    const actual = server.address() as { address: string; port: number };
    return new TcpListener(server, { protocol: 'tcp', address: actual.address, port: actual.port }, setup);
  }

  /** On the connection to that address and port, which is opened when there is none. */
  send(text: string, address: string, port: number, failed: SendFailed): void {
    const existing = this.#connections.get(`${address}|${port}`);
    if (existing?.open) {
      existing.send(text, failed);
      return;
    }
    if (this.#connections.size >= this.setup.limits.maxConnections) {
      failed(new Error('too many connections'));
      return;
    }
    // A connection that cannot be made fails what waits on it through the write's own callback.
    const socket = connect({ host: address, port });
    this.#adopt(socket, address, port).send(text, failed);
  }

  close(): Promise<void> {
    for (const connection of this.#connections.values()) connection.close();
    return new Promise((resolve) => {
      this.server.close(() => resolve());
    });
  }

  #accept(socket: Socket): void {
    const { remoteAddress, remotePort } = socket;
    if (remoteAddress === undefined || remotePort === undefined) return void socket.destroy();
    if (this.#connections.size >= this.setup.limits.maxConnections) {
      this.setup.log.warn({ address: remoteAddress }, 'TCP connection refused: too many');
      socket.destroy();
      return;
    }
    this.#adopt(socket, remoteAddress, remotePort);
  }

  #adopt(socket: Socket, address: string, port: number): TcpConnection {
    const { setup, bound } = this;
    const key = `${address}|${port}`;
    const local = { ...bound, address: setup.addresses.reachableFrom(bound.address, address) };
    const flow = (): Flow => ({ protocol: 'tcp', address, port, local, connection });
    const connection: TcpConnection = new TcpConnection(socket, setup.clock, setup.limits, {
      message: (text) => setup.receive(text, flow()),
      broken: (reason, head) => {
        setup.log.debug({ address, port, reason }, 'SIP stream broken');
        if (head !== undefined) setup.broken(head, reason, flow());
      },
      closed: () => {
        if (this.#connections.get(key) === connection) this.#connections.delete(key);
      },
    });
    this.#connections.set(key, connection);
    return connection;
  }
}
