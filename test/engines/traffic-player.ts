/**
 * Serves recorded engine traffic again, over HTTP and WebSocket: to what the engine was asked then, it answers what the engine
 * answered then. What is asked otherwise than in the recording is kept in `wrong`.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { RecordedEvent } from '#src/engines/wire/traffic-file.js';
import type { WireEvent } from '#src/engines/wire/wire-tap.js';

type Opened = Extract<WireEvent, { type: 'opened' }>;
type Data = Extract<WireEvent, { type: 'data' }>;

interface Recorded {
  readonly opened: Opened;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: readonly Data[];
  readonly endedByEngine: boolean;
}

export class TrafficPlayer {
  readonly wrong: string[] = [];
  readonly #connections: Recorded[];
  readonly #http: Server;
  readonly #sockets: WebSocketServer;

  private constructor(events: readonly RecordedEvent[]) {
    this.#connections = connectionsOf(events.map(({ event }) => event));
    this.#http = createServer((request, response) => void this.#answer(request, response));
    this.#sockets = new WebSocketServer({ server: this.#http });
    this.#sockets.on('connection', (socket, request) => this.#talk(socket, request));
  }

  static async start(events: readonly RecordedEvent[]): Promise<TrafficPlayer> {
    const player = new TrafficPlayer(events);
    await new Promise<void>((resolve) => {
      player.#http.listen(0, '127.0.0.1', resolve);
    });
    return player;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  /** Connections of the recording that nobody has asked for. */
  get left(): number {
    return this.#connections.length;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#http.closeAllConnections();
    await new Promise((resolve) => {
      this.#http.close(resolve);
    });
  }

  /** The first connection of the recording with this method and path that was not served yet. */
  #next(method: string, path: string): Recorded | undefined {
    const at = this.#connections.findIndex(
      ({ opened }) => opened.method === method && new URL(opened.url).pathname === path,
    );
    if (at < 0) this.wrong.push(`${method} ${path} is not in the recording`);
    return at < 0 ? undefined : this.#connections.splice(at, 1)[0];
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    const recorded = this.#next(request.method ?? '', new URL(request.url ?? '', 'http://player').pathname);
    if (recorded === undefined) {
      response.writeHead(404).end();
      return;
    }
    this.#compare(recorded, Buffer.concat(body).toString('utf8'));
    response.writeHead(recorded.status, recorded.headers);
    for (const { data, direction } of recorded.data) if (direction === 'received') response.write(data);
    response.end();
  }

  #compare({ opened, data }: Recorded, body: string): void {
    const sent = data.filter(({ direction }) => direction === 'sent').map((each) => shapeOf(asText(each.data)));
    if (sent.join('') !== shapeOf(body))
      this.wrong.push(`${opened.url} was asked ${shapeOf(body)}, not ${sent.join('')}`);
  }

  #talk(socket: WebSocket, request: IncomingMessage): void {
    const recorded = this.#next('GET', new URL(request.url ?? '', 'http://player').pathname);
    if (recorded === undefined) {
      socket.close();
      return;
    }
    const events = [...recorded.data];
    const goOn = (): void => {
      while (events[0]?.direction === 'received') socket.send(events.shift()!.data);
      if (events.length === 0 && recorded.endedByEngine) socket.close();
    };
    socket.on('message', (data, isBinary) => {
      const expected = events.shift();
      const got = isBinary ? `bytes ${(data as Buffer)[0]}` : kindOf(String(data));
      const wanted = expected === undefined ? 'nothing' : kindOf(expected.data);
      if (got !== wanted) this.wrong.push(`${recorded.opened.url} was told ${got}, not ${wanted}`);
      goOn();
    });
    goOn();
  }
}

function connectionsOf(events: readonly WireEvent[]): Recorded[] {
  return events
    .filter((event): event is Opened => event.type === 'opened')
    .map((opened) => {
      const own = events.filter(({ connection }) => connection === opened.connection);
      const answered = own.find((event) => event.type === 'answered');
      const closed = own.find((event) => event.type === 'closed');
      return {
        opened,
        status: answered?.status ?? 200,
        headers: headersOf(answered?.headers ?? {}),
        data: own.filter((event): event is Data => event.type === 'data'),
        endedByEngine: closed?.by === 'engine',
      };
    });
}

/** Of one connection, and no part of the answer (RFC 9110 section 7.6.1). */
const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'date']);

const headersOf = (recorded: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(recorded).filter(([name]) => !hopByHop.has(name)));

const asText = (data: string | Uint8Array): string =>
  typeof data === 'string' ? data : Buffer.from(data).toString('utf8');

/** What a message is, without what differs from run to run. */
function kindOf(data: string | Uint8Array): string {
  if (typeof data !== 'string') return `bytes ${data[0]}`;
  try {
    return String((JSON.parse(data) as { type?: unknown }).type ?? 'json');
  } catch {
    return 'text';
  }
}

/** A request's JSON with long strings (audio) by their length, ids and multipart boundaries left out. */
function shapeOf(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), (key, value: unknown) => {
      if (key === 'id' || key.endsWith('_id')) return '…';
      return typeof value === 'string' && value.length > 400 ? `${value.length} characters` : value;
    });
  } catch {
    return body === '' ? '' : 'a form';
  }
}
