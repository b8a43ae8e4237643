import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { durationMs, levelDbfs, type Samples } from '#src/core/audio.js';
import type { Fault } from '../../contract/engine-side.js';

export interface ServedSocket {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
}

/** What all protocol servers of duplex engines share: a port, one or more clients, what was heard, a fault to have. */
export abstract class DuplexServer {
  fault: Fault | undefined;
  /** Told of the first audio of something said, just before it is sent. */
  onSpeech: () => void = () => {};
  /** Messages that the real server would have refused. */
  readonly complaints: string[] = [];
  readonly #rateHz: number;
  readonly #server: Server;
  readonly #sockets: WebSocketServer;
  #heardSamples = 0;
  #loudestDbfs = Number.NEGATIVE_INFINITY;

  constructor(rateHz: number, path: string) {
    this.#rateHz = rateHz;
    this.#server = createServer((request, response) => this.answer(request, response));
    this.#sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
    this.#server.on('upgrade', (request, tcp, head) => {
      const { pathname } = new URL(request.url ?? '', 'http://server');
      if (pathname !== path && path !== '*') return tcp.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');
      if (this.refusesHandshake()) return tcp.end('HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n');
      this.#sockets.handleUpgrade(request, tcp, head, (socket) => this.accept({ socket, request }));
    });
  }

  async listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get clients(): number {
    return this.#sockets.clients.size;
  }

  /** Of the caller's audio, silence included. */
  get heardMs(): number {
    return durationMs(this.#heardSamples, this.#rateHz);
  }

  /** Loudest frame since the last time it was asked for. */
  takeLoudest(): number {
    const loudest = this.#loudestDbfs;
    this.#loudestDbfs = Number.NEGATIVE_INFINITY;
    return loudest;
  }

  /** Ends all sessions, as an engine does that has had enough. */
  expire(code = 1001): void {
    for (const client of this.#sockets.clients) client.close(code);
  }

  async close(): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  protected abstract accept(served: ServedSocket): void;

  /** Plain requests, such as a probe. */
  protected answer(_request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(404).end();
  }

  protected refusesHandshake(): boolean {
    return false;
  }

  protected heard(frame: Samples): void {
    this.#heardSamples += frame.length;
    this.#loudestDbfs = Math.max(this.#loudestDbfs, levelDbfs(frame));
  }

  protected complain(socket: WebSocket, what: string): void {
    this.complaints.push(what);
    socket.close(1003, what);
  }

  /** True when the fault was done, and the message is not to be sent. */
  protected misbehaves(socket: WebSocket, garbage: string | Uint8Array): boolean {
    switch (this.fault) {
      case 'stalled':
        return true;
      case 'half-closed':
        socket.terminate();
        return true;
      case 'garbage':
        socket.send(garbage);
        return true;
      default:
        return false;
    }
  }
}

export const bytesOf = (data: unknown): Buffer =>
  Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer);

export const samplesOfBytes = (bytes: Buffer): Samples =>
  Int16Array.from({ length: bytes.length >> 1 }, (_, at) => bytes.readInt16LE(at * 2));

export const bytesOfSamples = (samples: Samples): Buffer => {
  const bytes = Buffer.alloc(samples.length * 2);
  for (const [at, sample] of samples.entries()) bytes.writeInt16LE(sample, at * 2);
  return bytes;
};
