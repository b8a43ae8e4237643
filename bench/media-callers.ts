/** Callers of the media bench: a socket each, G.711 packets of real speech every 20 ms, and a note of when packets come back. */
import { createSocket, type Socket } from 'node:dgram';
import { readWav } from '#src/caller/wav.js';
import { systemClock } from '#src/core/clock.js';
import { codecs } from '#src/core/g711.js';
import { Ticker } from '#src/media/playout/ticker.js';
import { headerBytes, writeRtpHeader } from '#src/media/rtp/packet.js';
import { Negotiation } from '#src/media/sdp/negotiation.js';
import { sharedClips } from './shared-data.js';

const address = '127.0.0.1';
const packetMs = 20;
const packetSamples = 160;
/** Between two things that a caller says. */
const pauseSamples = 8 * 1500;

export class Callers {
  readonly #callers: Caller[] = [];
  readonly #speech: Uint8Array;
  #ticker: Ticker | undefined;
  #tick = 0;

  private constructor(speech: Uint8Array) {
    this.#speech = speech;
  }

  static async open(count: number): Promise<Callers> {
    const callers = new Callers(await lineOfSpeech());
    for (let i = 0; i < count; i++) callers.#callers.push(await Caller.open(i));
    return callers;
  }

  get offers(): readonly string[] {
    return this.#callers.map(({ negotiation }) => negotiation.offer());
  }

  /** Starts to speak, each caller at another place of the recording. */
  start(answers: readonly string[]): void {
    for (const [index, caller] of this.#callers.entries()) caller.negotiation.accept(answers[index]!);
    this.#ticker = new Ticker(systemClock, packetMs, () => this.#send());
  }

  /** Forgets the arrivals so far. */
  restart(): void {
    for (const caller of this.#callers) caller.restart();
  }

  /** |time between two packets of a call - 20 ms|, of all calls. */
  spacingErrorsMs(): number[] {
    return this.#callers.flatMap(({ errorsMs }) => errorsMs);
  }

  close(): void {
    this.#ticker?.stop();
    for (const { socket } of this.#callers) socket.close();
  }

  #send(): void {
    this.#tick += 1;
    const step = Math.floor(this.#speech.length / packetSamples / this.#callers.length);
    for (const [index, caller] of this.#callers.entries()) {
      const at = ((this.#tick + index * step) * packetSamples) % (this.#speech.length - packetSamples);
      caller.send(this.#speech.subarray(at, at + packetSamples), this.#tick);
    }
  }
}

class Caller {
  readonly negotiation: Negotiation;
  readonly socket: Socket;
  readonly #ssrc: number;
  readonly #packet = Buffer.alloc(headerBytes + packetSamples);
  errorsMs: number[] = [];
  #lastMs: number | undefined;

  private constructor(socket: Socket, ssrc: number) {
    this.socket = socket;
    this.#ssrc = ssrc;
    this.negotiation = new Negotiation({ address, port: socket.address().port, sessionId: ssrc });
    socket.on('message', () => this.#arrived(systemClock.nowMs()));
  }

  static async open(index: number): Promise<Caller> {
    const socket = createSocket({ type: 'udp4', lookup: (host, _options, done) => done(null, host, 4) });
    await new Promise<void>((resolve) => socket.bind(0, address, resolve));
    return new Caller(socket, index + 1);
  }

  send(codes: Uint8Array, tick: number): void {
    const header = { marker: false, payloadType: codecs.PCMA.payloadType, sequence: tick & 0xffff, ssrc: this.#ssrc };
    writeRtpHeader({ ...header, timestamp: tick * packetSamples }, this.#packet);
    this.#packet.set(codes, headerBytes);
    const { address: host, port } = this.negotiation.agreement!.remote!;
    this.socket.send(this.#packet, port, host);
  }

  restart(): void {
    this.errorsMs = [];
    this.#lastMs = undefined;
  }

  #arrived(nowMs: number): void {
    if (this.#lastMs !== undefined) this.errorsMs.push(Math.abs(nowMs - this.#lastMs - packetMs));
    this.#lastMs = nowMs;
  }
}

/** Two minutes or so of recordings with pauses, as A-law; a tone that comes and goes when there are none. */
async function lineOfSpeech(): Promise<Uint8Array> {
  const clips = sharedClips('speech/orders/').slice(0, 30);
  const pieces: Int16Array[] = [];
  for (const { file } of clips) pieces.push((await readWav(file)).samples, new Int16Array(pauseSamples));
  if (pieces.length === 0) {
    pieces.push(Int16Array.from({ length: 80_000 }, (_, i) => (i % 40_000 < 20_000 ? 8000 * Math.sin(i / 3) : 0)));
  }
  const codes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    codecs.PCMA.encode(piece, codes, at);
    at += piece.length;
  }
  return codes;
}
