import { randomBytes } from 'node:crypto';
import type { Samples } from '../../core/audio.js';
import { clockRateHz, codecs } from '../../core/g711.js';
import { headerBytes, writeRtpHeader } from '../rtp/packet.js';
import { type EventPacket, TelephoneEventSender } from '../rtp/telephone-event.js';
import { addSequence, addTimestamp } from '../rtp/wrap.js';
import { packetMs } from '../sdp/audio.js';
import type { AudioAgreement } from '../sdp/negotiation.js';
import { PlayQueue, type PlayReport } from './play-queue.js';

export const packetSamples = (clockRateHz * packetMs) / 1000;
/** A packet's memory is written again this many packets later, long after the kernel has taken it. */
const packetRing = 16;

export interface SentPacket {
  readonly bytes: Buffer;
  readonly sequence: number;
  readonly timestamp: number;
  /** The audio that is in it, valid until the next packet; undefined for a telephone-event. */
  readonly audio: Samples | undefined;
}

/** One packet every 20 ms: reply audio, a telephone-event, or silence, which keeps NATs open and far jitter buffers primed. */
export class Sender {
  readonly plays: PlayQueue;
  readonly #events = new TelephoneEventSender();
  readonly #frame: Samples = new Int16Array(packetSamples);
  readonly #packets = Array.from({ length: packetRing }, () => Buffer.alloc(headerBytes + packetSamples));
  // RFC 3550 5.1: sequence number, timestamp and SSRC begin at random values.
  readonly #ssrc = randomBytes(4).readUInt32BE();
  #sequence = randomBytes(2).readUInt16BE();
  #timestamp = randomBytes(4).readUInt32BE();
  #eventTimestamp = 0;
  #agreement: AudioAgreement | undefined;
  /** Nothing was sent in the period before: the next packet begins a talk spurt. */
  #afterGap = true;
  sent = 0;

  constructor(report: (report: PlayReport) => void) {
    this.plays = new PlayQueue(report);
  }

  agree(agreement: AudioAgreement): void {
    this.#agreement = agreement;
    if (agreement.telephoneEventType === undefined) this.#events.clear();
  }

  /** False when too many digits wait already. */
  sendDtmf(digits: string): boolean {
    return this.#events.queue(digits);
  }

  /** The packet of this period; undefined before an agreement and while the remote end holds the call. `skipped` periods before it are lost. */
  next(skipped: number): SentPacket | undefined {
    if (skipped > 0) this.#pass(skipped);
    const agreement = this.#agreement;
    if (!agreement?.sending) {
      this.#pass(1);
      return undefined;
    }
    const event = this.#events.next(packetSamples);
    const packet = event ? this.#eventPacket(event, agreement.telephoneEventType!) : this.#audioPacket(agreement);
    this.sent += 1;
    this.#sequence = addSequence(this.#sequence, 1);
    this.#timestamp = addTimestamp(this.#timestamp, packetSamples);
    this.#afterGap = false;
    return packet;
  }

  close(): void {
    this.plays.close();
  }

  /** RFC 4733 2.5.1.1: all packets of an event have the timestamp of its beginning, the first has the marker. */
  #eventPacket(event: EventPacket, payloadType: number): SentPacket {
    if (event.first) this.#eventTimestamp = this.#timestamp;
    const memory = this.#write(payloadType, event.first, this.#eventTimestamp);
    const end = headerBytes + event.payload.copy(memory, headerBytes);
    return {
      bytes: memory.subarray(0, end),
      sequence: this.#sequence,
      timestamp: this.#eventTimestamp,
      audio: undefined,
    };
  }

  #audioPacket(agreement: AudioAgreement): SentPacket {
    this.plays.next(this.#frame);
    // RFC 3551 4.1: the marker only after a time in which nothing was sent; our silence is sent like any audio.
    const bytes = this.#write(agreement.payloadType, this.#afterGap, this.#timestamp);
    codecs[agreement.codec].encode(this.#frame, bytes, headerBytes);
    return { bytes, sequence: this.#sequence, timestamp: this.#timestamp, audio: this.#frame };
  }

  #write(payloadType: number, marker: boolean, timestamp: number): Buffer {
    const memory = this.#packets[this.sent % packetRing]!;
    writeRtpHeader({ marker, payloadType, sequence: this.#sequence, timestamp, ssrc: this.#ssrc }, memory);
    return memory;
  }

  /** Time goes on without packets. */
  #pass(periods: number): void {
    this.#timestamp = addTimestamp(this.#timestamp, periods * packetSamples);
    this.#afterGap = true;
  }
}
