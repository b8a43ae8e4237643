/** The plainest RTP end there is: it sends an A-law sine tone and keeps what it receives. No jitter buffer, no RTCP. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import alawmulaw from 'alawmulaw';

const rateHz = 8000;
const packetSamples = 160;
const headerBytes = 12;
const alawPayloadType = 8;

export interface RtpPacket {
  readonly payloadType: number;
  readonly payload: Buffer;
}

export class RtpTone {
  readonly received: RtpPacket[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sequence = 0;

  private constructor(private readonly socket: Socket) {
    socket.on('message', (data) => {
      if (data.length < headerBytes) return;
      this.received.push({ payloadType: data.readUInt8(1) & 0x7f, payload: data.subarray(headerBytes) });
    });
  }

  static async open(): Promise<RtpTone> {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new RtpTone(socket);
  }

  get port(): number {
    return this.socket.address().port;
  }

  /** Sends a packet every 20 ms from now on. */
  play(frequencyHz: number, port: number): void {
    this.#timer = setInterval(() => this.socket.send(this.#packet(frequencyHz), port, '127.0.0.1'), 20);
  }

  /** A-law audio that came in, decoded. */
  heard(): Int16Array {
    const packets = this.received.filter((packet) => packet.payloadType === alawPayloadType);
    return alawmulaw.alaw.decode(Buffer.concat(packets.map((packet) => packet.payload)));
  }

  close(): void {
    clearInterval(this.#timer);
    this.socket.close();
  }

  #packet(frequencyHz: number): Buffer {
    const start = this.#sequence * packetSamples;
    const samples = Int16Array.from({ length: packetSamples }, (_, index) =>
      Math.round(8000 * Math.sin((2 * Math.PI * frequencyHz * (start + index)) / rateHz)),
    );
    const header = Buffer.alloc(headerBytes);
    header.writeUInt8(0x80, 0); // version 2
    header.writeUInt8(alawPayloadType, 1);
    header.writeUInt16BE(this.#sequence & 0xffff, 2);
    header.writeUInt32BE(start, 4);
    header.writeUInt32BE(0x746f6e65, 8);
    this.#sequence += 1;
    return Buffer.concat([header, alawmulaw.alaw.encode(samples)]);
  }
}

/** Share of the energy that is at `frequencyHz` (Goertzel), 0 to 1. */
export function toneShare(samples: Int16Array, frequencyHz: number): number {
  const omega = 2 * Math.cos((2 * Math.PI * frequencyHz) / rateHz);
  let [previous, last, energy] = [0, 0, 0];
  for (const sample of samples) {
    [previous, last] = [last, sample + omega * last - previous];
    energy += sample * sample;
  }
  const power = last * last + previous * previous - omega * last * previous;
  return energy === 0 ? 0 : (2 * power) / (samples.length * energy);
}
