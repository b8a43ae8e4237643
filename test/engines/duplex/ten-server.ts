import type { WebSocket } from 'ws';
import { tone } from '../../support/tone.js';
import { ConversingVoice } from './conversing-voice.js';
import { bytesOfSamples, DuplexServer, type ServedSocket, samplesOfBytes } from './duplex-server.js';

const rateHz = 16_000;
const utteranceMs = 600;

/**
 * websocket_server.py of the TEN framework with the graph of its websocket-example, without recogniser, model and
 * synthesiser: one client, transcripts that repeat themselves, speech faster than it is heard.
 */
export class TenServer extends DuplexServer {
  #client: WebSocket | undefined;

  constructor() {
    super(rateHz, '*');
  }

  protected override accept({ socket }: ServedSocket): void {
    if (this.#client !== undefined || this.fault === 'busy') {
      const error = 'Connection rejected: server only accepts one connection at a time';
      socket.send(JSON.stringify({ type: 'error', error }));
      socket.close(1008, 'Only one connection allowed');
      return;
    }
    if (this.fault === 'broken') {
      socket.send(JSON.stringify({ type: 'error', error: 'Server error: graph' }));
      return;
    }
    this.#client = socket;
    socket.on('close', () => {
      this.#client = undefined;
    });
    const voice = new ConversingVoice(rateHz);
    socket.on('message', (data) => this.#take(socket, voice, String(data)));
  }

  #take(socket: WebSocket, voice: ConversingVoice, message: string): void {
    const { audio } = JSON.parse(message) as { audio?: string };
    if (audio === undefined) {
      this.complain(socket, 'Missing required field: "audio" with base64 data');
      return;
    }
    const frame = samplesOfBytes(Buffer.from(audio, 'base64'));
    this.heard(frame);
    const { text, yields } = voice.hear(frame);
    if (yields) this.#transcript(socket, 'user', 'Excuse me', false);
    if (text === undefined) return;
    if (text.startsWith('I heard')) this.#transcript(socket, 'user', 'Excuse me, my bill.', true);
    this.#transcript(socket, 'assistant', text.slice(0, 6), false);
    this.#transcript(socket, 'assistant', text, true);
    socket.send(JSON.stringify({ type: 'cmd', name: 'tool_register', data: {} }));
    this.#say(socket, this.fault === 'over-long' ? 200_000 : utteranceMs);
  }

  #say(socket: WebSocket, lengthMs: number): void {
    const outRateHz = this.fault === 'wrong-rate' ? 24_000 : rateHz;
    const samples = tone(lengthMs, { rateHz: outRateHz, hz: 400 });
    const metadata = { sample_rate: outRateHz, channels: 1, bytes_per_sample: 2, samples_per_channel: 0 };
    for (let at = 0; at < samples.length; at += outRateHz / 10) {
      if (at > 0 && this.misbehaves(socket, '{"type":"audio","audio":17}')) return;
      const audio = bytesOfSamples(samples.slice(at, at + outRateHz / 10)).toString('base64');
      socket.send(JSON.stringify({ type: 'audio', audio, metadata }));
    }
  }

  #transcript(socket: WebSocket, role: 'user' | 'assistant', text: string, isFinal: boolean): void {
    const data = { data_type: 'transcribe', role, text, text_ts: 0, is_final: isFinal, stream_id: 100 };
    socket.send(JSON.stringify({ type: 'data', name: 'text_data', data }));
  }
}
