import type { WebSocket } from 'ws';
import { OggReader, oggPageBytes } from '#src/engines/duplex/ogg-page.js';
import { OpusCodec } from '#src/engines/duplex/opus-codec.js';
import { ConversingVoice } from './conversing-voice.js';
import { bytesOf, bytesOfSamples, DuplexServer, type ServedSocket, samplesOfBytes } from './duplex-server.js';

const rateHz = 24_000;
const stepSamples = 1_920;

export type MoshiKind = 'python' | 'rust';

/**
 * A Moshi server without the model: rust/protocol.md of kyutai-labs/moshi, with what is particular to moshi/server.py
 * (bare handshake, one caller at a time by a lock, nothing but audio taken) and to rust/moshi-backend (handshake with
 * versions, metadata first, pages of one packet with a granule at 24 kHz, headers in front of the first audio).
 */
export class MoshiServer extends DuplexServer {
  readonly #kind: MoshiKind;
  readonly #utteranceMs: number | undefined;
  readonly #places: number;
  #callers = 0;

  /**
   * @param utteranceMs how long it talks when nobody talks to it
   * @param places calls at a time: one, unless it stands for as many servers behind one address
   */
  constructor(
    kind: MoshiKind,
    { utteranceMs, places = 1 }: { readonly utteranceMs?: number; readonly places?: number } = {},
  ) {
    super(rateHz, '/api/chat');
    this.#kind = kind;
    this.#utteranceMs = utteranceMs;
    this.#places = places;
  }

  protected override accept({ socket }: ServedSocket): void {
    if (this.fault === 'broken') {
      socket.close(1011, 'CUDA error');
      return;
    }
    if (this.#callers >= this.#places || this.fault === 'busy') return;
    this.#callers += 1;
    socket.on('close', () => {
      this.#callers -= 1;
    });
    if (this.#kind === 'rust') {
      socket.send(Buffer.concat([Uint8Array.of(4), Buffer.from('{"text_temperature":0.8,"build_info":{}}')]));
    }
    socket.send(Buffer.alloc(this.#kind === 'python' ? 1 : 9));
    const call = new MoshiCall(this.#kind, this.#utteranceMs);
    socket.on('message', (data, isBinary) => this.#take(socket, call, isBinary ? bytesOf(data) : undefined));
    socket.on('close', () => call.close());
  }

  #take(socket: WebSocket, call: MoshiCall, message: Buffer | undefined): void {
    if (message === undefined || message[0] !== 1) {
      this.complain(socket, `unknown message kind ${message?.[0]}`);
      return;
    }
    for (const frame of call.steps(message.subarray(1))) {
      this.heard(frame);
      if (this.misbehaves(socket, Buffer.from('\x01no Ogg page at all'))) continue;
      const { samples, text } = call.voice.hear(frame);
      const audio = Buffer.concat([Uint8Array.of(1), call.encode(samples)]);
      if (text !== undefined) this.onSpeech();
      socket.send(audio);
      if (text !== undefined) for (const piece of pieces(text)) socket.send(Buffer.from(`\x02${piece}`));
    }
  }
}

/** The tokeniser's pieces begin with the space before them. */
const pieces = (text: string): string[] => text.match(/\s?\S+/g) ?? [];

class MoshiCall {
  readonly voice: ConversingVoice;
  readonly #codec = new OpusCodec(rateHz);
  readonly #pages = new OggReader();
  readonly #kind: MoshiKind;
  #heard = Buffer.alloc(0);
  #sequence = 0;
  #total = 0;

  constructor(kind: MoshiKind, utteranceMs: number | undefined) {
    this.#kind = kind;
    this.voice = new ConversingVoice(rateHz, utteranceMs);
  }

  /** Whole steps of the model. */
  steps(ogg: Buffer): Int16Array[] {
    for (const packet of this.#pages.push(ogg)) {
      if (packet.subarray(0, 4).toString() === 'Opus' || Buffer.from(packet).toString('latin1', 0, 4) === 'Opus')
        continue;
      this.#heard = Buffer.concat([this.#heard, bytesOfSamples(this.#codec.decode(packet))]);
    }
    const frames: Int16Array[] = [];
    while (this.#heard.length >= stepSamples * 2) {
      frames.push(samplesOfBytes(this.#heard.subarray(0, stepSamples * 2)));
      this.#heard = this.#heard.subarray(stepSamples * 2);
    }
    return frames;
  }

  /** Pages of one packet of 40 ms. */
  encode(samples: Int16Array): Buffer {
    const pages: Uint8Array[] = [];
    if (this.#sequence === 0) pages.push(this.#page(opusHead), this.#page(opusTags));
    for (let at = 0; at < samples.length; at += 960) {
      this.#total += 960;
      const packet = this.#codec.encode(samples.subarray(at, at + 960));
      pages.push(this.#page(packet, this.#kind === 'rust' ? this.#total : this.#total * 2));
    }
    return Buffer.concat(pages);
  }

  close(): void {
    this.#codec.close();
  }

  #page(packet: Uint8Array, granule = 0): Uint8Array {
    const sequence = this.#sequence;
    this.#sequence += 1;
    return oggPageBytes({ first: sequence === 0, granule: BigInt(granule), serial: 42, sequence, packets: [packet] });
  }
}

/** As audio.rs writes them: pre-skip 3840, vendor KyutaiMoshi. */
const opusHead = Buffer.from('4f707573486561640101000f80bb0000000000', 'hex');
const opusTags = Buffer.concat([Buffer.from('OpusTags\x0b\x00\x00\x00KyutaiMoshi', 'latin1'), Buffer.alloc(4)]);
