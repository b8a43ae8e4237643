import type { Samples } from '../../core/audio.js';
import { clockRateHz, codecs } from '../../core/g711.js';
import type { RemoteAddress } from '../sdp/audio.js';
import type { AudioAgreement } from '../sdp/negotiation.js';
import { JitterBuffer } from './jitter-buffer.js';
import { emptyPacket, parseRtp, type RtpPacket } from './packet.js';
import { SourceLock } from './source-lock.js';
import { ReceiveStatistics } from './statistics.js';
import { type DtmfPress, eventBytes, TelephoneEventReceiver } from './telephone-event.js';

/** A key whose packets stopped for so long was let go; three packets of the usual 20 or 50 ms. */
const lostEventEndMs = 150;

export interface ReceiverOptions {
  /** Delay kept against jitter. */
  readonly jitterMs: number;
  /** Silence of the remote end after which onTimeout is called; 0 never does. */
  readonly timeoutMs: number;
  readonly onDtmf: (press: DtmfPress, nowMs: number) => void;
  readonly onTimeout: (nowMs: number) => void;
  /** Every accepted audio packet, before the jitter buffer; payload is bytes[start, end) of the codec agreed. */
  readonly onAudioPacket?: (packet: RtpPacket, bytes: Buffer, nowMs: number) => void;
}

/** The way in: who is heard, what was lost, and 20 ms of audio at each tick. */
export class Receiver {
  readonly #options: ReceiverOptions;
  readonly #lock = new SourceLock();
  readonly #statistics = new ReceiveStatistics();
  readonly #jitter: JitterBuffer;
  readonly #events = new TelephoneEventReceiver(lostEventEndMs);
  readonly #packet = emptyPacket();
  #agreement: AudioAgreement | undefined;
  #refused = 0;
  /** When the silence began that ends in a time-out; undefined when none is running. */
  #quietSinceMs: number | undefined;

  constructor(options: ReceiverOptions) {
    this.#options = options;
    this.#jitter = new JitterBuffer((options.jitterMs * clockRateHz) / 1000);
  }

  /** Where to send to. */
  get destination(): RemoteAddress | undefined {
    return this.#lock.destination;
  }

  get counts() {
    const { received, lost, jitterMs } = this.#statistics;
    return { packetsReceived: received, packetsLost: lost, packetsRefused: this.#refused, jitterMs };
  }

  agree(agreement: AudioAgreement, nowMs: number): void {
    this.#agreement = agreement;
    this.#lock.announce(agreement.remote);
    this.#quietSinceMs = mustSend(agreement) ? nowMs : undefined;
  }

  /** Takes one datagram. Nothing before an agreement is heard. */
  receive(bytes: Buffer, address: string, port: number, nowMs: number): void {
    const packet = this.#packet;
    const rejection = parseRtp(bytes, packet);
    // RTCP shares the port of some peers (RFC 5761); it is neither audio nor an attack.
    if (rejection === 'rtcp') return;
    if (rejection || !this.#agreement || !this.#isWellFormed(packet, this.#agreement)) {
      this.#refused += 1;
      return;
    }
    const verdict = this.#lock.judge(address, port, packet.ssrc, nowMs);
    if (verdict === 'refused') {
      this.#refused += 1;
      return;
    }
    if (verdict === 'new') {
      this.#statistics.restart();
      this.#jitter.reset();
      this.#events.restart();
    }
    if (mustSend(this.#agreement)) this.#quietSinceMs = nowMs;
    this.#accept(packet, bytes, this.#agreement, nowMs);
  }

  /** The next 20 ms. False before the first packet; `into` is then silent. */
  take(into: Samples, nowMs: number): boolean {
    const press = this.#events.expire(nowMs);
    if (press) this.#options.onDtmf(press, nowMs);
    this.#watch(nowMs);
    return this.#jitter.take(into);
  }

  #accept(packet: RtpPacket, bytes: Buffer, agreement: AudioAgreement, nowMs: number): void {
    const { payloadType, payloadStart, payloadEnd, sequence, timestamp } = packet;
    if (payloadType === agreement.telephoneEventType) {
      // No jitter from these: the packets of one event share a timestamp.
      this.#statistics.addEvent(sequence);
      this.#jitter.expectSilence();
      const payload = bytes.subarray(payloadStart, payloadEnd);
      for (const press of this.#events.receive(payload, timestamp, nowMs)) this.#options.onDtmf(press, nowMs);
      return;
    }
    this.#statistics.add(sequence, timestamp, nowMs, clockRateHz);
    this.#jitter.put(codecs[agreement.codec], bytes, payloadStart, payloadEnd, timestamp);
    this.#options.onAudioPacket?.(packet, bytes, nowMs);
  }

  #isWellFormed(packet: RtpPacket, agreement: AudioAgreement): boolean {
    const length = packet.payloadEnd - packet.payloadStart;
    if (packet.payloadType === agreement.telephoneEventType) return length >= eventBytes;
    return packet.payloadType === agreement.payloadType && length > 0;
  }

  #watch(nowMs: number): void {
    const { timeoutMs, onTimeout } = this.#options;
    if (timeoutMs === 0 || this.#quietSinceMs === undefined || nowMs - this.#quietSinceMs < timeoutMs) return;
    this.#quietSinceMs = undefined;
    onTimeout(nowMs);
  }
}

/** A remote end that holds the call offers sendonly and may play music, or send nothing at all (RFC 6337 5.3). */
const mustSend = ({ sending, receiving }: AudioAgreement): boolean => sending && receiving;
