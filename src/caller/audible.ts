/**
 * When the bot could be heard: one level per received packet, against a floor that follows the line's noise.
 *
 * A packet is AUDIBLE when its level is at or above
 *     min(-30 dBFS, max(-45 dBFS, floor + 10 dB))
 * where the floor starts at -60 dBFS, falls at once to a quieter packet's level (never under -70 dBFS) and rises by
 * 3 dB a second otherwise. The upper limit keeps a steady tone audible for as long as it lasts.
 *
 * A RUN is a row of audible packets in which no two neighbours are more than 100 ms apart. A run needs two audible
 * packets: one alone is a click and counts for nothing. The run's ends are the arrival times of its first and last
 * audible packet.
 */
import { durationMs, levelDbfs, type Samples } from '../core/audio.js';

const startFloorDbfs = -60;
const lowestFloorDbfs = -70;
const floorRiseDbPerMs = 0.003;
const marginDb = 10;
const lowestThresholdDbfs = -45;
const highestThresholdDbfs = -30;
const joinMs = 100;
const clickPackets = 1;

/** Part of the bot's audio without a silence of more than 100 ms. Times are arrival times of packets. */
export interface AudibleRun {
  readonly fromMs: number;
  /** Arrival of the last audible packet so far. */
  readonly toMs: number;
  readonly packets: number;
  /** Audio in the audible packets. */
  readonly audioMs: number;
  /** Sum over the audible packets of 10^(level/10), so that runs can be joined and averaged. */
  readonly power: number;
}

export class BotMeter {
  #floorDbfs = startFloorDbfs;
  #lastPacketMs: number | undefined;
  #current: AudibleRun | undefined;
  readonly #finished: AudibleRun[] = [];

  constructor(readonly rateHz: number) {}

  /** Runs so far, the one in progress last. */
  get runs(): readonly AudibleRun[] {
    return isHeard(this.#current) ? [...this.#finished, this.#current] : this.#finished;
  }

  /** Takes the next packet of the bot. True when it made a new run certain. */
  push(atMs: number, samples: Samples): boolean {
    const level = samples.length === 0 ? Number.NEGATIVE_INFINITY : levelDbfs(samples);
    this.#follow(atMs, level);
    if (level < this.#thresholdDbfs()) return false;
    return this.#extend(atMs, durationMs(samples.length, this.rateHz), 10 ** (level / 10));
  }

  #follow(atMs: number, level: number): void {
    const elapsedMs = atMs - (this.#lastPacketMs ?? atMs);
    this.#lastPacketMs = atMs;
    const risen = this.#floorDbfs + Math.max(0, elapsedMs) * floorRiseDbPerMs;
    this.#floorDbfs = Math.max(lowestFloorDbfs, Math.min(risen, level));
  }

  #thresholdDbfs(): number {
    return Math.min(highestThresholdDbfs, Math.max(lowestThresholdDbfs, this.#floorDbfs + marginDb));
  }

  #extend(atMs: number, audioMs: number, power: number): boolean {
    const current = this.#current;
    if (current !== undefined && atMs - current.toMs <= joinMs) {
      this.#current = join(current, { fromMs: atMs, toMs: atMs, packets: 1, audioMs, power });
      return this.#current.packets === clickPackets + 1;
    }
    if (isHeard(current)) this.#finished.push(current);
    this.#current = { fromMs: atMs, toMs: atMs, packets: 1, audioMs, power };
    return false;
  }
}

/** Two runs, the second one later, as one. */
export function join(first: AudibleRun, last: AudibleRun): AudibleRun {
  return {
    fromMs: first.fromMs,
    toMs: last.toMs,
    packets: first.packets + last.packets,
    audioMs: first.audioMs + last.audioMs,
    power: first.power + last.power,
  };
}

function isHeard(run: AudibleRun | undefined): run is AudibleRun {
  return run !== undefined && run.packets > clickPackets;
}
