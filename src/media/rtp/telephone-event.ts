/**
 * Telephone-events (RFC 4733 2.3), both ways:
 *
 *     0                   1                   2                   3
 *     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *    |     event     |E|R| volume    |          duration             |
 */
import { timestampDistance } from './wrap.js';

export const eventBytes = 4;
/** Events 0 to 15; higher ones (flash, modem tones) are no digits. */
export const digits = '0123456789*#ABCD';
const longestSegment = 0xffff;
const samplesPerMs = 8;

export interface DtmfPress {
  readonly digit: string;
  readonly durationMs: number;
}

interface RunningEvent {
  event: number;
  /** Where this segment began; packets of an older event are retransmissions. */
  timestamp: number;
  /** Duration of the segments before this one (RFC 4733 2.5.1.3), and of this one so far. */
  earlier: number;
  duration: number;
  lastPacketMs: number;
}

/**
 * One press for all the packets of an event, retransmitted ends included. A press whose end packets are all lost
 * ends when another event begins or when nothing has come for `lostEndMs`.
 */
export class TelephoneEventReceiver {
  readonly #lostEndMs: number;
  #running: RunningEvent | undefined;
  #lastTimestamp: number | undefined;

  constructor(lostEndMs: number) {
    this.#lostEndMs = lostEndMs;
  }

  /** True while a key is down. */
  get active(): boolean {
    return this.#running !== undefined;
  }

  /** Another source: its timestamps have nothing to do with the ones before. */
  restart(): void {
    this.#running = undefined;
    this.#lastTimestamp = undefined;
  }

  /** Takes one payload; returns the presses that it ends, at most two. */
  receive(payload: Buffer, timestamp: number, nowMs: number): readonly DtmfPress[] {
    const event = payload[0]!;
    const ended = (payload[1]! & 0x80) !== 0;
    const duration = payload.readUInt16BE(2);
    const presses: DtmfPress[] = [];
    if (this.#lastTimestamp === undefined || timestampDistance(this.#lastTimestamp, timestamp) > 0) {
      this.#begin(event, timestamp, nowMs, presses);
    }
    const running = this.#running;
    // No running event of this timestamp: a retransmission of one that has ended, or a packet out of order.
    if (!running || running.timestamp !== timestamp) return presses;
    running.duration = Math.max(running.duration, duration);
    running.lastPacketMs = nowMs;
    if (ended) this.#end(presses);
    return presses;
  }

  /** Ends a press whose end never came. */
  expire(nowMs: number): DtmfPress | undefined {
    if (!this.#running || nowMs - this.#running.lastPacketMs < this.#lostEndMs) return undefined;
    const presses: DtmfPress[] = [];
    this.#end(presses);
    return presses[0];
  }

  #begin(event: number, timestamp: number, nowMs: number, presses: DtmfPress[]): void {
    this.#lastTimestamp = timestamp;
    const running = this.#running;
    if (running && running.event === event && timestamp === (running.timestamp + longestSegment) >>> 0) {
      // A long press goes on in a new segment.
      running.earlier += longestSegment;
      running.duration = 0;
      running.timestamp = timestamp;
      return;
    }
    this.#end(presses);
    this.#running = { event, timestamp, earlier: 0, duration: 0, lastPacketMs: nowMs };
  }

  #end(presses: DtmfPress[]): void {
    const running = this.#running;
    this.#running = undefined;
    const digit = running && digits[running.event];
    if (running && digit !== undefined) {
      presses.push({ digit, durationMs: (running.earlier + running.duration) / samplesPerMs });
    }
  }
}

/** What the packet of one 20 ms period is, while digits are being sent. */
export interface EventPacket {
  /** First packet of an event: the RTP marker bit is set (RFC 4733 2.5.1.1). */
  readonly first: boolean;
  readonly payload: Buffer;
}

const eventPeriods = 5;
const endPackets = 3;
const pausePeriods = 3;
const volumeDbm0 = 10;

/** Digits to be sent: 100 ms each with the end said three times, 60 ms apart, one packet every 20 ms. */
export class TelephoneEventSender {
  #queue = '';
  #period = 0;

  /** Queued digits beyond this are not taken. */
  static readonly maxQueued = 64;

  get idle(): boolean {
    return this.#queue === '';
  }

  queue(more: string): boolean {
    if (this.#queue.length + more.length > TelephoneEventSender.maxQueued) return false;
    this.#queue += more.toUpperCase();
    return true;
  }

  clear(): void {
    this.#queue = '';
    this.#period = 0;
  }

  /** The packet for this 20 ms; undefined in the pause after a digit, and when nothing is to be sent. */
  next(samplesPerPeriod: number): EventPacket | undefined {
    if (this.idle) return undefined;
    const period = this.#period;
    this.#period += 1;
    if (period >= eventPeriods + endPackets - 1) {
      if (period + 1 === eventPeriods + endPackets - 1 + pausePeriods) {
        this.#queue = this.#queue.slice(1);
        this.#period = 0;
      }
      return undefined;
    }
    const payload = Buffer.alloc(eventBytes);
    payload[0] = digits.indexOf(this.#queue[0]!);
    payload[1] = (period >= eventPeriods - 1 ? 0x80 : 0) | volumeDbm0;
    payload.writeUInt16BE(Math.min(period + 1, eventPeriods) * samplesPerPeriod, 2);
    return { first: period === 0, payload };
  }
}
