/** Callers of the engine bench: real SIP, and PCMU packets every 20 ms with silence, keys or a voice in them. */
import { createSocket, type Socket } from 'node:dgram';
import { pino } from 'pino';
import { offerOnly } from '#src/caller/offer.js';
import { systemClock as clock, sleep } from '#src/core/clock.js';
import { codecs } from '#src/core/g711.js';
import { Ticker } from '#src/media/playout/ticker.js';
import { emptyPacket, headerBytes, parseRtp, writeRtpHeader } from '#src/media/rtp/packet.js';
import { TelephoneEventSender } from '#src/media/rtp/telephone-event.js';
import { Negotiation } from '#src/media/sdp/negotiation.js';
import { startSipController } from '#src/sip/controller.js';

const address = '127.0.0.1';
/** Callers are not in step: a packet of each every 20 ms, every 2 ms some of them. */
const phaseMs = 2;
const phases = 10;
const packetSamples = 160;
const silence = new Uint8Array(packetSamples).fill(0xff);
/** Of a sample, of 32768. */
const audible = 100;
/** Without a sound for so long, the next sound is something new. */
const pauseMs = 150;

export class PhoneLines {
  readonly lines: PhoneLine[] = [];
  readonly #sip: Awaited<ReturnType<typeof startSipController>>;
  readonly #ticker: Ticker;

  private constructor(sip: Awaited<ReturnType<typeof startSipController>>) {
    this.#sip = sip;
    let tick = 0;
    this.#ticker = new Ticker(clock, phaseMs, () => {
      tick += 1;
      for (const [nth, line] of this.lines.entries()) if ((tick - nth) % phases === 0) line.send();
    });
  }

  static async open(): Promise<PhoneLines> {
    const listeners = [{ protocol: 'udp', address, port: 0 } as const];
    const log = pino({ level: 'silent' });
    return new PhoneLines(
      await startSipController({ drachtio: 'embedded', listeners, clock, log, onInvite: (call) => call.reject(486) }),
    );
  }

  async dial(uri: string): Promise<PhoneLine> {
    const line = await PhoneLine.open(this.lines.length);
    const dialog = await this.#sip.invite({ uri, from: `sip:bench@${address}`, sdp: line.offer });
    line.connect(dialog.remoteSdp ?? '', () => dialog.bye());
    this.lines.push(line);
    return line;
  }

  async close(): Promise<void> {
    this.#ticker.stop();
    await Promise.all(this.lines.map((line) => line.hangUp()));
    await this.#sip.close();
    // Datagrams that are under way.
    await sleep(clock, 100);
    for (const line of this.lines) line.close();
  }
}

export class PhoneLine {
  /** When each sound of the bot began: arrival of its first packet. */
  readonly heardMs: number[] = [];
  hangUp: () => Promise<void> = async () => {};
  readonly #socket: Socket;
  readonly #negotiation: Negotiation;
  readonly #ssrc: number;
  readonly #keys = new TelephoneEventSender();
  readonly #arrived = emptyPacket();
  #speech: Uint8Array = new Uint8Array();
  #count = 0;
  #keyTimestamp = 0;
  #lastAudibleMs = Number.NEGATIVE_INFINITY;

  private constructor(socket: Socket, index: number) {
    this.#socket = socket;
    this.#ssrc = index + 1;
    this.#negotiation = new Negotiation({ address, port: socket.address().port, sessionId: this.#ssrc });
    socket.on('message', (bytes) => this.#take(bytes, clock.nowMs()));
  }

  static async open(index: number): Promise<PhoneLine> {
    const socket = createSocket({ type: 'udp4', lookup: (host, _options, done) => done(null, host, 4) });
    await new Promise<void>((resolve) => socket.bind(0, address, resolve));
    return new PhoneLine(socket, index);
  }

  get offer(): string {
    return offerOnly('pcmu', this.#negotiation.offer());
  }

  connect(answerSdp: string, hangUp: () => Promise<void>): void {
    this.#negotiation.accept(answerSdp);
    this.hangUp = hangUp;
  }

  press(keys: string): void {
    this.#keys.queue(keys);
  }

  /** @param samples at 8 kHz */
  say(samples: Int16Array): void {
    this.#speech = new Uint8Array(samples.length);
    codecs.PCMU.encode(samples, this.#speech, 0);
  }

  /** The packet of this tick. */
  send(): void {
    const { remote, payloadType, telephoneEventType = 101 } = this.#negotiation.agreement!;
    this.#count += 1;
    const timestamp = this.#count * packetSamples;
    const key = this.#keys.next(packetSamples);
    if (key?.first === true) this.#keyTimestamp = timestamp;
    const payload = key?.payload ?? this.#audio();
    const packet = Buffer.alloc(headerBytes + payload.length);
    const header = { marker: key?.first ?? false, sequence: this.#count & 0xffff, ssrc: this.#ssrc };
    if (key === undefined) writeRtpHeader({ ...header, payloadType, timestamp }, packet);
    else writeRtpHeader({ ...header, payloadType: telephoneEventType, timestamp: this.#keyTimestamp }, packet);
    packet.set(payload, headerBytes);
    this.#socket.send(packet, remote!.port, remote!.address);
  }

  close(): void {
    this.#socket.close();
  }

  #audio(): Uint8Array {
    const payload = this.#speech.subarray(0, packetSamples);
    this.#speech = this.#speech.subarray(packetSamples);
    return payload.length === packetSamples ? payload : silence;
  }

  #take(bytes: Buffer, nowMs: number): void {
    if (parseRtp(bytes, this.#arrived) !== undefined) return;
    const { payloadStart: start, payloadEnd: end } = this.#arrived;
    const samples = new Int16Array(end - start);
    codecs.PCMU.decode(bytes, start, end, samples, 0);
    if (!samples.some((sample) => Math.abs(sample) > audible)) return;
    if (nowMs - this.#lastAudibleMs > pauseMs) this.heardMs.push(nowMs);
    this.#lastAudibleMs = nowMs;
  }
}
