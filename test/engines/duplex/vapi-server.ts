import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import alawmulaw from 'alawmulaw';
import type { DuplexEncoding } from '#src/engines/duplex/dialect.js';
import { tone } from '../../support/tone.js';
import { ConversingVoice } from './conversing-voice.js';
import { bytesOf, bytesOfSamples, DuplexServer, type ServedSocket, samplesOfBytes } from './duplex-server.js';

interface CreatedCall {
  readonly assistantId: string;
  readonly assistantOverrides: { readonly variableValues: Record<string, string>; readonly firstMessageMode: string };
  readonly transport: {
    readonly provider: string;
    readonly audioFormat: {
      readonly format: 'pcm_s16le' | 'mulaw';
      readonly container: string;
      readonly sampleRate: number;
    };
  };
}

export const vapiKey = 'vapi-private-key';
const utteranceMs = 600;

/** docs.vapi.ai/calls/websocket-transport: a call is created by HTTP, and has a WebSocket of its own. */
export class VapiServer extends DuplexServer {
  readonly created: CreatedCall[] = [];
  /** JSON messages of the client. */
  readonly control: string[] = [];
  readonly #calls = new Map<string, CreatedCall>();

  constructor(encoding: DuplexEncoding) {
    super(encoding === 'mulaw' ? 8_000 : 16_000, '*');
  }

  protected override answer(request: IncomingMessage, response: ServerResponse): void {
    if (request.headers.authorization !== `Bearer ${vapiKey}`) {
      response.writeHead(401).end('{}');
      return;
    }
    if (this.fault === 'busy') {
      response.writeHead(429, { 'retry-after': '30' }).end('{}');
      return;
    }
    if (this.fault === 'broken') {
      response.writeHead(500).end('{}');
      return;
    }
    if (request.method === 'GET') {
      response.writeHead(200).end('[]');
      return;
    }
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const call = JSON.parse(body) as CreatedCall;
      const id = randomUUID();
      this.created.push(call);
      this.#calls.set(`/${id}/transport`, call);
      const websocketCallUrl = `ws://127.0.0.1:${this.port}/${id}/transport`;
      const answer = { id, status: 'queued', transport: { provider: 'vapi.websocket', websocketCallUrl } };
      response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  }

  protected override accept({ socket, request }: ServedSocket): void {
    const call = this.#calls.get(request.url ?? '');
    if (call === undefined) {
      socket.close(1008, 'no such call');
      return;
    }
    const { format, sampleRate } = call.transport.audioFormat;
    const voice = new ConversingVoice(sampleRate);
    socket.on('message', (data, isBinary) => {
      if (!isBinary) return void this.control.push(String(data));
      const bytes = bytesOf(data);
      const frame = format === 'mulaw' ? alawmulaw.mulaw.decode(bytes) : samplesOfBytes(bytes);
      this.heard(frame);
      const { text } = voice.hear(frame);
      if (text === undefined) return;
      const samples = tone(this.fault === 'over-long' ? 200_000 : utteranceMs, { rateHz: sampleRate, hz: 400 });
      for (let at = 0; at < samples.length; at += sampleRate / 10) {
        if (at > 0 && this.misbehaves(socket, 'not JSON')) return;
        const part = samples.slice(at, at + sampleRate / 10);
        socket.send(format === 'mulaw' ? alawmulaw.mulaw.encode(part) : bytesOfSamples(part));
      }
    });
  }
}
