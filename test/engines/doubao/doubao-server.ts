import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type WebSocket, WebSocketServer } from 'ws';
import { levelDbfs } from '#src/core/audio.js';
import type { Fault } from '../../contract/engine-side.js';
import { tone } from '../../support/tone.js';

export interface DoubaoServerOptions {
  /** Compresses what it sends. */
  readonly gzip?: boolean;
  /** Length of its answers. */
  readonly answerMs?: number;
}

export const appId = 'app-1';
export const accessKey = 'doubao-access-key';
const loudDbfs = -35;
const endOfSpeechMs = 200;
const defaultAnswerMs = 400;

interface Payload {
  readonly content?: string;
  readonly items?: readonly Readonly<Record<string, string>>[];
  readonly tts?: { readonly audio_config?: { readonly format?: string } };
  readonly dialog?: Readonly<Record<string, unknown>>;
}

interface Received {
  readonly event: number;
  readonly payload: Payload;
}

/**
 * The dialogue server of Doubao without the model, from its documentation (volcengine.com/docs/6561/1594356): frames
 * written and read here independently of the product's own codec; refuses what the documentation does not allow.
 */
export class DoubaoServer {
  fault: Fault | undefined;
  /** Told of the first audio of an answer, just before it is sent. */
  onSpeech: () => void = () => {};
  readonly received: Received[] = [];
  readonly complaints: string[] = [];
  readonly gzip: boolean;
  readonly answerMs: number;
  /** Of the caller's audio, in all sessions. */
  heardMs = 0;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });

  constructor({ gzip = false, answerMs = defaultAnswerMs }: DoubaoServerOptions = {}) {
    this.gzip = gzip;
    this.answerMs = answerMs;
    this.#server = createServer((_request, response) => response.writeHead(404).end());
    this.#server.on('upgrade', (request, tcp, head) => {
      const status = this.#refusal(request);
      if (status !== undefined) return tcp.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
      this.#sockets.handleUpgrade(request, tcp, head, (socket) => new Dialogue(this, socket));
    });
  }

  async listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api/v3/realtime/dialogue`;
  }

  payloads(event: number): Payload[] {
    return this.received.filter((each) => each.event === event).map(({ payload }) => payload);
  }

  /** Ends all sessions between two answers: 10 minutes of silence (45000003). */
  expire(): void {
    for (const client of this.#sockets.clients) {
      client.send(errorFrame(45_000_003, { error: 'Abnormal silence audio' }));
      client.close(1000);
    }
  }

  async close(): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #refusal({ headers, url }: IncomingMessage): number | undefined {
    if (this.fault === 'busy') return 429;
    if (this.fault === 'broken') return 500;
    const isKnown = headers['x-api-app-id'] === appId && headers['x-api-access-key'] === accessKey;
    if (!isKnown || headers['x-api-app-key'] !== 'PlgvMymc7f3tQnJ6') return 401;
    if (headers['x-api-resource-id'] !== 'volc.speech.dialog') return 403;
    return url === '/api/v3/realtime/dialogue' ? undefined : 404;
  }
}

/** One connection. */
class Dialogue {
  readonly #server: DoubaoServer;
  readonly #socket: WebSocket;
  #session = '';
  #encoding = 'pcm';
  #turn = 0;
  #talking = false;
  #quietMs = 0;
  #answering: NodeJS.Timeout | undefined;

  constructor(server: DoubaoServer, socket: WebSocket) {
    this.#server = server;
    this.#socket = socket;
    socket.on('message', (data) => this.#take(data as Buffer));
    socket.on('close', () => clearInterval(this.#answering));
  }

  #take(bytes: Buffer): void {
    const event = bytes.readInt32BE(4);
    const isConnect = event < 100;
    const idSize = isConnect ? 0 : bytes.readUInt32BE(8);
    const id = isConnect ? '' : bytes.toString('utf8', 12, 12 + idSize);
    const sizeAt = isConnect ? 8 : 12 + idSize;
    const packed = bytes.subarray(sizeAt + 4);
    const isAudio = event === 200;
    const expected = [0x11, isAudio ? 0x24 : 0x14, isAudio ? 0x00 : 0x10, 0];
    const isHeader = expected.every((byte, at) => (at === 2 ? bytes[at]! & 0xf0 : bytes[at]) === byte);
    if (!isHeader || bytes.readUInt32BE(sizeAt) !== packed.length) {
      this.#complain(`frame of event ${event}`);
      return;
    }
    const payload = (bytes[2]! & 1) === 1 ? gunzipSync(packed) : packed;
    if (isAudio) this.#hear(id, payload);
    else this.#obey(event, id, JSON.parse(payload.toString()));
  }

  #obey(event: number, id: string, payload: Payload): void {
    this.#server.received.push({ event, payload });
    const obey = this.#events[event];
    if (obey === undefined) this.#complain(`event ${event}`);
    else obey(payload, id);
  }

  readonly #events: Readonly<Record<number, (payload: Payload, id: string) => void>> = {
    1: () => this.#send(50, {}, 'connection-1'),
    2: () => this.#send(52, {}, 'connection-1'),
    100: ({ tts }, id) => {
      this.#session = id;
      this.#encoding = tts?.audio_config?.format ?? '';
      this.#send(150, { dialog_id: 'dialog-1' });
    },
    102: () => this.#send(152, {}),
    501: ({ content }) => {
      this.#turn += 1;
      this.#send(553, { question_id: this.#question });
      this.#answer(`You keyed something: ${content}`);
    },
    510: () => this.#send(567, { items: [] }),
    511: () => this.#send(568, {}),
    515: () => clearInterval(this.#answering),
  };

  get #question(): string {
    return `question-${this.#turn}`;
  }

  #hear(id: string, audio: Buffer): void {
    if (id !== this.#session || id === '' || audio.length === 0) {
      this.#complain(audio.length === 0 ? '45000002 Empty audio' : 'audio outside a session');
      return;
    }
    const samples = Int16Array.from({ length: audio.length >> 1 }, (_, at) => audio.readInt16LE(at * 2));
    this.#server.heardMs += samples.length / 16;
    if (levelDbfs(samples) > loudDbfs) {
      this.#quietMs = 0;
      if (this.#talking) return;
      this.#talking = true;
      this.#turn += 1;
      clearInterval(this.#answering);
      this.#send(450, { question_id: this.#question });
      this.#send(451, { results: [{ text: 'My', is_interim: true }] });
      return;
    }
    this.#quietMs += samples.length / 16;
    if (!this.#talking || this.#quietMs < endOfSpeechMs) return;
    this.#talking = false;
    this.#send(451, { results: [{ text: 'My bill please.', is_interim: false }] });
    this.#send(459, {});
    this.#answer('It is fifty dollars.');
  }

  #answer(text: string): void {
    const ids = { question_id: this.#question, reply_id: `reply-${this.#turn}` };
    const { fault } = this.#server;
    const lengthMs = fault === 'over-long' ? 60_000 : this.#server.answerMs;
    const audio = this.#encoded(tone(lengthMs, { rateHz: 24_000 }));
    const step = Math.round(audio.length / (lengthMs / 20));
    const begin = (): void => {
      for (const piece of text.match(/\S+\s*/g) ?? []) this.#send(550, { content: piece, ...ids });
      this.#send(559, ids);
      this.#send(350, { tts_type: 'default', text, ...ids });
      let at = 0;
      this.#answering = setInterval(() => {
        if (at > audio.length / 2 && this.#misbehaves()) return;
        if (at < audio.length) {
          if (at === 0) this.#server.onSpeech();
          const part = audio.subarray(at, at + step);
          at += step;
          this.#write(0xb4, 0x00, 352, this.#session, part);
          return;
        }
        clearInterval(this.#answering);
        this.#send(351, ids);
        this.#send(359, ids);
      }, 2);
    };
    if (fault === 'slow-first-audio') setTimeout(begin, 500);
    else begin();
  }

  #misbehaves(): boolean {
    switch (this.#server.fault) {
      case 'stalled':
        return true;
      case 'half-closed':
        this.#socket.terminate();
        return true;
      case 'garbage':
        this.#socket.send(Buffer.from('2211000000000000', 'hex'));
        return true;
      default:
        return false;
    }
  }

  #encoded(samples: Int16Array): Buffer {
    const isFloat = this.#encoding === 'pcm';
    const bytes = Buffer.alloc(samples.length * (isFloat ? 4 : 2));
    for (const [at, sample] of samples.entries()) {
      if (isFloat) bytes.writeFloatLE(sample / 32768, at * 4);
      else bytes.writeInt16LE(sample, at * 2);
    }
    return bytes;
  }

  #send(event: number, value: object, id = this.#session): void {
    this.#write(0x94, 0x10, event, id, Buffer.from(JSON.stringify(value)));
  }

  #write(kind: number, serialisation: number, event: number, id: string, payload: Buffer): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    const packed = this.#server.gzip ? gzipSync(payload) : payload;
    const header = Buffer.from([0x11, kind, serialisation | (this.#server.gzip ? 1 : 0), 0]);
    this.#socket.send(
      Buffer.concat([header, int32(event), int32(id.length), Buffer.from(id), int32(packed.length), packed]),
    );
  }

  #complain(what: string): void {
    this.#server.complaints.push(what);
    this.#socket.send(errorFrame(45_000_001, { error: what }));
    this.#socket.close();
  }
}

function errorFrame(code: number, value: object): Buffer {
  const payload = Buffer.from(JSON.stringify(value));
  return Buffer.concat([Buffer.from([0x11, 0xf0, 0x10, 0]), int32(code), int32(payload.length), payload]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
