import { createSocket, type Socket } from 'node:dgram';
import { codecs } from '#src/core/g711.js';
import { emptyPacket, headerBytes, parseRtp, type RtpPacket, writeRtpHeader } from '#src/media/rtp/packet.js';

export interface Arrival extends RtpPacket {
  readonly atMs: number;
  readonly samples: Int16Array;
}

/** A bare RTP end on 127.0.0.1, for what no well-behaved end would do. A-law. */
export class RawRtp {
  readonly socket: Socket;
  readonly arrivals: Arrival[] = [];
  sequence = 0;
  timestamp = 0;

  private constructor(
    socket: Socket,
    readonly ssrc: number,
  ) {
    this.socket = socket;
    socket.on('message', (bytes) => this.#arrived(bytes));
  }

  static async open(ssrc = 1): Promise<RawRtp> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    return new RawRtp(socket, ssrc);
  }

  get port(): number {
    return this.socket.address().port;
  }

  /** An offer of A-law and telephone-events from this end. */
  offer(...attributes: readonly string[]): string {
    const lines = ['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 'c=IN IP4 127.0.0.1', 't=0 0'];
    const media = [`m=audio ${this.port} RTP/AVP 8 101`, 'a=rtpmap:101 telephone-event/8000'];
    return [...lines, ...media, ...attributes, ''].join('\r\n');
  }

  send(samples: Int16Array, port: number): void {
    const packet = Buffer.alloc(headerBytes + samples.length);
    const { sequence, timestamp, ssrc } = this;
    writeRtpHeader({ marker: false, payloadType: 8, sequence, timestamp, ssrc }, packet);
    codecs.PCMA.encode(samples, packet, headerBytes);
    this.sequence = (sequence + 1) & 0xffff;
    this.timestamp = (timestamp + samples.length) >>> 0;
    this.socket.send(packet, port, '127.0.0.1');
  }

  /** Sends `samples` as packets of 20 ms in real time. */
  async speak(samples: Int16Array, port: number): Promise<void> {
    const startMs = performance.now();
    for (let at = 0; at + 160 <= samples.length; at += 160) {
      const waitMs = startMs + at / 8 - performance.now();
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
      this.send(samples.subarray(at, at + 160), port);
    }
  }

  close(): void {
    this.socket.close();
  }

  #arrived(bytes: Buffer): void {
    const packet = emptyPacket();
    if (parseRtp(bytes, packet) !== undefined) return;
    const samples = new Int16Array(packet.payloadEnd - packet.payloadStart);
    codecs.PCMA.decode(bytes, packet.payloadStart, packet.payloadEnd, samples, 0);
    this.arrivals.push({ ...packet, samples, atMs: performance.now() });
  }
}
