import type { Clock } from '#src/core/clock.js';
import { seeded } from '../seeded.js';

export interface WireOptions {
  /** Every packet's way. Default 0, as on one machine. */
  readonly delayMs?: number;
  /** Added to it: anything from 0 to this, by the seed. Default 0. */
  readonly jitterMs?: number;
  readonly seed?: number;
}

/** One direction of a network in memory: packets arrive on the clock, late by delay and jitter, in their order. */
export class VirtualWire {
  readonly #clock: Clock;
  readonly #delayMs: number;
  readonly #jitterMs: number;
  readonly #random: () => number;
  readonly #arrive: (bytes: Buffer) => void;
  #lastMs = 0;

  constructor(clock: Clock, options: WireOptions, arrive: (bytes: Buffer) => void) {
    this.#clock = clock;
    this.#delayMs = options.delayMs ?? 0;
    this.#jitterMs = options.jitterMs ?? 0;
    this.#random = seeded(options.seed ?? 1);
    this.#arrive = arrive;
  }

  /** The bytes may be written again afterwards. */
  send(bytes: Buffer): void {
    const nowMs = this.#clock.nowMs();
    const onItsWayMs = this.#delayMs + this.#jitterMs * this.#random();
    this.#lastMs = Math.max(this.#lastMs, nowMs + onItsWayMs);
    const copy = Buffer.from(bytes);
    this.#clock.setTimer(this.#lastMs - nowMs, () => this.#arrive(copy));
  }
}
