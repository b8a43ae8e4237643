import { randomInt } from 'node:crypto';
import type { Cancel, Clock } from '../../../core/clock.js';
import { parseRAck } from '../message/cseq.js';
import type { ServerTransaction } from '../transaction/server-transaction.js';
import { type SipTimers, timerMs } from '../transaction/timers.js';

/** Provisional responses that wait for the PRACK of the one before them; an application that sends more is told no. */
const maxWaiting = 8;

interface Reliable {
  readonly status: number;
  readonly text: string;
  readonly rseq: number;
}

/** Reliable provisional responses of one INVITE (RFC 3262 section 3): sent again until their PRACK, one at a time. */
export class ReliableProvisionals {
  #nextRseq = randomInt(1, 2 ** 31);
  #current: Reliable | undefined;
  #waiting: Reliable[] = [];
  #resends = 0;
  #stopTimer: Cancel | undefined;
  #startedMs = 0;

  constructor(
    private readonly transaction: ServerTransaction,
    private readonly cseq: number,
    private readonly clock: Clock,
    private readonly timers: SipTimers,
    /** No PRACK came for 64*T1. */
    private readonly givenUp: () => void,
  ) {}

  get full(): boolean {
    return this.#waiting.length >= maxWaiting;
  }

  /** RSeq of the response to be written next. */
  takeRseq(): number {
    this.#nextRseq += 1;
    return this.#nextRseq - 1;
  }

  send(status: number, text: string, rseq: number): void {
    this.#waiting.push({ status, text, rseq });
    if (!this.#current) this.#next();
  }

  /** False when the RAck names no response that waits for it. */
  acknowledge(rack: string): boolean {
    const { rseq, cseq } = parseRAck(rack);
    if (this.#current?.rseq !== rseq || cseq.number !== this.cseq || cseq.method !== 'INVITE') return false;
    this.#next();
    return true;
  }

  stop(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#current = undefined;
    this.#waiting = [];
  }

  #next(): void {
    this.#stopTimer?.();
    this.#current = this.#waiting.shift();
    if (!this.#current) return;
    this.#resends = 0;
    this.#startedMs = this.clock.nowMs();
    this.transaction.respond(this.#current.status, this.#current.text);
    this.#arm();
  }

  #arm(): void {
    const delayMs = timerMs('rel1xx', this.#resends, false, this.timers)!;
    this.#resends += 1;
    this.#stopTimer = this.clock.setTimer(delayMs, () => this.#again(), { background: true });
  }

  #again(): void {
    if (this.clock.nowMs() - this.#startedMs >= 64 * this.timers.t1Ms) {
      this.stop();
      this.givenUp();
      return;
    }
    this.transaction.resend();
    this.#arm();
  }
}
