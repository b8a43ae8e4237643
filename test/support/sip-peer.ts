/**
 * A SIP peer in plain text: it sends what the test writes and hands out what arrives, with no transactions, no
 * dialogs and no retransmissions of its own, so that a test decides about every message on the wire. Only a BYE is
 * answered without being asked.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';

export interface SipText {
  readonly startLine: string;
  readonly method: string | undefined;
  readonly status: number | undefined;
  readonly body: string;
  readonly raw: string;
  /** First value, whatever the name's case. */
  header(name: string): string | undefined;
}

export interface Target {
  readonly protocol: 'udp' | 'tcp';
  readonly address: string;
  readonly port: number;
}

interface Wire {
  readonly localPort: number;
  write(text: string): void;
  close(): void;
}

export class SipPeer {
  readonly received: SipText[] = [];
  #waiting: { matches: (message: SipText) => boolean; take: (message: SipText) => void }[] = [];
  #taken = new Set<SipText>();
  #wire!: Wire;
  #buffer = '';

  private constructor(readonly target: Target) {}

  /** Talks to `target` from a port of its own on 127.0.0.1. */
  static async open(target: Target): Promise<SipPeer> {
    const peer = new SipPeer(target);
    peer.#wire = target.protocol === 'udp' ? await udpWire(peer) : await tcpWire(peer);
    return peer;
  }

  get port(): number {
    return this.#wire.localPort;
  }

  get contact(): string {
    return `<sip:peer@127.0.0.1:${this.port};transport=${this.target.protocol}>`;
  }

  /** A fresh Via with a branch of its own. */
  via(branch = token('z9hG4bK')): string {
    return `SIP/2.0/${this.target.protocol.toUpperCase()} 127.0.0.1:${this.port};branch=${branch};rport`;
  }

  send(text: string): void {
    this.#wire.write(text);
  }

  /** The next message that fits and was not handed out before. */
  next(what: number | string | ((message: SipText) => boolean), withinMs = 3000): Promise<SipText> {
    const matches = typeof what === 'function' ? what : (message: SipText) => isCalled(message, what);
    const seen = this.received.find((message) => !this.#taken.has(message) && matches(message));
    if (seen) {
      this.#taken.add(seen);
      return Promise.resolve(seen);
    }
    return new Promise((resolve, reject) => {
      const entry = {
        matches,
        take: (message: SipText) => {
          clearTimeout(timer);
          resolve(message);
        },
      };
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((other) => other !== entry);
        const got = this.received.map((message) => message.startLine).join(' | ');
        reject(
          new Error(`no ${typeof what === 'function' ? 'such message' : what} within ${withinMs} ms; got: ${got}`),
        );
      }, withinMs);
      this.#waiting.push(entry);
    });
  }

  /** Answers a request that arrived, with the headers RFC 3261 8.2.6 copies. */
  respond(
    request: SipText,
    statusLine: string,
    options: { toTag?: string; headers?: string[]; body?: string } = {},
  ): void {
    const to = request.header('To') ?? '';
    const toTag = options.toTag === undefined || /;tag=/.test(to) ? '' : `;tag=${options.toTag}`;
    const copied = request.raw
      .split('\r\n')
      .filter((line) => /^(via|v|from|f|call-id|i|cseq|record-route)\s*:/i.test(line) && !/^(max|content)/i.test(line));
    this.send(
      message(`SIP/2.0 ${statusLine}`, [...copied, `To: ${to}${toTag}`, ...(options.headers ?? [])], options.body),
    );
  }

  close(): void {
    this.#wire.close();
  }

  /** Called by the wires. */
  arrived(chunk: string): void {
    if (this.target.protocol === 'udp') {
      this.#deliver(chunk);
      return;
    }
    this.#buffer += chunk;
    for (;;) {
      const end = this.#buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/^content-length:\s*(\d+)/im.exec(this.#buffer.slice(0, end))?.[1] ?? 0);
      if (this.#buffer.length < end + 4 + length) return;
      this.#deliver(this.#buffer.slice(0, end + 4 + length));
      this.#buffer = this.#buffer.slice(end + 4 + length);
    }
  }

  #deliver(raw: string): void {
    const parsed = parse(raw);
    if (parsed === undefined) return;
    this.received.push(parsed);
    if (parsed.method === 'BYE') this.respond(parsed, '200 OK');
    const index = this.#waiting.findIndex((entry) => entry.matches(parsed));
    if (index < 0) return;
    this.#taken.add(parsed);
    const [entry] = this.#waiting.splice(index, 1);
    entry?.take(parsed);
  }
}

/** A call of the peer's own: it keeps Call-ID, tags and CSeq, and sends what the test asks for. */
export class PeerCall {
  readonly callId = `${token('call')}@127.0.0.1`;
  readonly fromTag = token('tag');
  readonly uri: string;
  toTag: string | undefined;
  remoteTarget: string;
  #sequence = 0;
  #inviteBranch = '';

  constructor(
    readonly peer: SipPeer,
    user: string,
    readonly from = 'sip:peer@127.0.0.1',
  ) {
    const { address, port, protocol } = peer.target;
    this.uri = `sip:${user}@${address}:${port}${protocol === 'tcp' ? ';transport=tcp' : ''}`;
    this.remoteTarget = this.uri;
  }

  invite(sdp: string | undefined, headers: string[] = []): void {
    this.#inviteBranch = token('z9hG4bK');
    const typed = sdp === undefined ? [] : ['Content-Type: application/sdp'];
    this.request('INVITE', { branch: this.#inviteBranch, headers: [...typed, ...headers], body: sdp });
  }

  /** Waits for the INVITE's final response and acknowledges it. */
  async final(withinMs?: number): Promise<SipText> {
    // Other requests may be sent meanwhile.
    const cseq = `${this.#sequence} INVITE`;
    const isFinal = (message: SipText) =>
      (message.status ?? 0) >= 200 && message.header('Call-ID') === this.callId && message.header('CSeq') === cseq;
    const response = await this.peer.next(isFinal, withinMs);
    this.toTag = /;tag=([^;\s]+)/.exec(response.header('To') ?? '')?.[1];
    const contact = /<([^>]+)>/.exec(response.header('Contact') ?? '')?.[1];
    if (contact !== undefined) this.remoteTarget = contact;
    return response;
  }

  ack(response: SipText, body?: string): void {
    const accepted = (response.status ?? 0) < 300;
    this.#compose('ACK', {
      branch: accepted ? token('z9hG4bK') : this.#inviteBranch,
      sequence: Number.parseInt(response.header('CSeq') ?? '0', 10),
      uri: accepted ? this.remoteTarget : this.uri,
      headers: body === undefined ? [] : ['Content-Type: application/sdp'],
      body,
    });
  }

  cancel(): void {
    this.#compose('CANCEL', { branch: this.#inviteBranch, sequence: this.#sequence, uri: this.uri, toTag: undefined });
  }

  /** INVITE, 2xx, ACK. */
  async establish(sdp: string, headers: string[] = []): Promise<SipText> {
    this.invite(sdp, headers);
    const response = await this.final();
    this.ack(response);
    return response;
  }

  request(method: string, options: { headers?: string[]; body?: string | undefined; branch?: string } = {}): void {
    this.#sequence += 1;
    const uri = this.toTag === undefined ? this.uri : this.remoteTarget;
    this.#compose(method, { sequence: this.#sequence, uri, branch: token('z9hG4bK'), ...options });
  }

  /** Sends a request and waits for its final response. */
  async ask(method: string, options: { headers?: string[]; body?: string } = {}): Promise<SipText> {
    this.request(method, options);
    const cseq = `${this.#sequence} ${method}`;
    return this.peer.next((message) => (message.status ?? 0) >= 200 && message.header('CSeq') === cseq);
  }

  #compose(
    method: string,
    options: {
      branch: string;
      sequence: number;
      uri: string;
      headers?: string[];
      body?: string | undefined;
      toTag?: undefined;
    },
  ): void {
    const isInitial = 'toTag' in options || this.toTag === undefined;
    const headers = [
      `Via: ${this.peer.via(options.branch)}`,
      'Max-Forwards: 70',
      `From: "A Peer" <${this.from}>;tag=${this.fromTag}`,
      `To: <${this.uri}>${isInitial ? '' : `;tag=${this.toTag}`}`,
      `Call-ID: ${this.callId}`,
      `CSeq: ${options.sequence} ${method}`,
      `Contact: ${this.peer.contact}`,
      ...(options.headers ?? []),
    ];
    this.peer.send(message(`${method} ${options.uri} SIP/2.0`, headers, options.body));
  }
}

export function message(startLine: string, headers: readonly string[], body = ''): string {
  return [startLine, ...headers, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n');
}

let tokens = 0;
function token(prefix: string): string {
  tokens += 1;
  return `${prefix}${process.pid}x${tokens}x${Math.random().toString(36).slice(2, 8)}`;
}

function isCalled(message: SipText, what: number | string): boolean {
  return typeof what === 'number' ? message.status === what : message.method === what;
}

function parse(raw: string): SipText | undefined {
  const end = raw.indexOf('\r\n\r\n');
  if (end < 0) return undefined; // a keep-alive
  const [startLine = '', ...lines] = raw.slice(0, end).split('\r\n');
  const status = /^SIP\/2\.0 (\d{3})/.exec(startLine)?.[1];
  return {
    startLine,
    method: status === undefined ? startLine.split(' ')[0] : undefined,
    status: status === undefined ? undefined : Number(status),
    body: raw.slice(end + 4),
    raw,
    header: (name) => {
      const line = lines.find((candidate) => candidate.toLowerCase().startsWith(`${name.toLowerCase()}:`));
      return line?.slice(name.length + 1).trim();
    },
  };
}

async function udpWire(peer: SipPeer): Promise<Wire> {
  const socket = createSocket('udp4');
  socket.on('message', (data) => peer.arrived(data.toString()));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    localPort: socket.address().port,
    write: (text) => socket.send(text, peer.target.port, peer.target.address),
    close: () => socket.close(),
  };
}

async function tcpWire(peer: SipPeer): Promise<Wire> {
  const socket = connect(peer.target.port, peer.target.address);
  socket.on('data', (data) => peer.arrived(data.toString()));
  socket.on('error', () => {});
  await once(socket, 'connect');
  return {
    localPort: socket.localPort ?? 0,
    write: (text) => socket.write(text),
    close: () => socket.destroy(),
  };
}
