import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import type { Fault } from '../../contract/engine-side.js';
import { reply, type Script } from './script.js';
import { ServedSession } from './served-session.js';
import type { Wire } from './wire.js';

/** A realtime engine on a port of its own, which answers tones and keeps what it was sent. */
export class RealtimeServer {
  readonly wire: Wire;
  /** What the real server would have refused. */
  readonly complaints: string[] = [];
  readonly sessions: ServedSession[] = [];
  /** Handshakes that were answered, whatever the answer. */
  handshakes = 0;
  fault: Fault | undefined;
  /** Told in session.created, in seconds since 1970. */
  expiresAt: number | undefined;
  /** Told of the first audio of a response, just before it is sent. */
  onSpeech: () => void = () => {};
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });

  private constructor(
    wire: Wire,
    readonly script: Script,
  ) {
    this.wire = wire;
    this.#server = createServer((request, response) => {
      const known = this.#authorised(request);
      response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' }).end('{"object":"list","data":[]}');
    });
    this.#server.on('upgrade', (request, tcp: Socket, head) => {
      this.handshakes += 1;
      const status = this.#refusal(request);
      if (status !== undefined) {
        tcp.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
        return;
      }
      this.#sockets.handleUpgrade(request, tcp, head, (socket) => {
        this.sessions.push(new ServedSession(this, socket, tcp));
      });
    });
  }

  static async start(wire: Wire, script: Script = reply): Promise<RealtimeServer> {
    const server = new RealtimeServer(wire, script);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}${this.wire.path}`;
  }

  /** Of all that ever were. */
  get newest(): ServedSession {
    return this.sessions.at(-1)!;
  }

  misbehave(fault: Fault | undefined): void {
    this.fault = fault;
    if (fault === 'expired') for (const session of this.sessions) session.expire();
  }

  async close(): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #refusal(request: IncomingMessage): number | undefined {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://server');
    if (pathname !== this.wire.path) return 404;
    if (!this.#authorised(request)) return 401;
    if (searchParams.has('model') !== this.wire.modelInQuery) return 400;
    if (this.fault === 'busy') return 429;
    return this.fault === 'broken' ? 500 : undefined;
  }

  #authorised(request: IncomingMessage): boolean {
    const [header, value] = this.wire.credentials;
    // The HTTP API beside the WebSocket takes a bearer token everywhere.
    const expected = request.headers.upgrade === undefined ? `Bearer ${value.split(' ').at(-1)}` : value;
    return request.headers[request.headers.upgrade === undefined ? 'authorization' : header] === expected;
  }
}
