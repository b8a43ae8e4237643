import type { Samples } from '#src/core/audio.js';
import { seeded } from '../seeded.js';
import { type HeardPacket, overTheWire, packetSamples } from './wire-audio.js';

/** The play queue's ramps where it pauses and goes on; those samples are not compared. */
const rampSamples = 40;
const peak = 6000;

/** Audio of which no 20 ms are like any others: noise, about -20 dBFS. */
export function unmistakableAudio(durationMs: number, seed = 1): Samples {
  const random = seeded(seed);
  return Int16Array.from({ length: durationMs * 8 }, () => Math.round(peak * (2 * random() - 1)));
}

export interface ReplyTrace {
  /** How much of the reply was heard. */
  readonly heardMs: number;
  /** Silences in it. */
  readonly pauses: readonly { readonly fromMs: number; readonly toMs: number }[];
  /** Nothing was skipped, repeated or changed, but for 5 ms of ramp where it went on after a pause. */
  readonly exact: boolean;
}

/**
 * Follows a reply through the packets heard. Until it has begun, and after it has ended, packets are not its own; a packet
 * in the middle that neither continues it nor is silence makes it inexact.
 */
export function traceReply(reply: Samples, packets: readonly HeardPacket[]): ReplyTrace {
  const expected = overTheWire(reply);
  const pauses: { fromMs: number; toMs: number }[] = [];
  let at = 0;
  let exact = true;
  let pausedMs: number | undefined;
  for (const { atMs, samples } of packets) {
    const length = Math.min(packetSamples, expected.length - at);
    if (length <= 0) break;
    const ramped = pausedMs === undefined ? 0 : rampSamples;
    if (continues(samples, expected, at, ramped, length)) {
      if (pausedMs !== undefined) pauses.push({ fromMs: pausedMs, toMs: atMs });
      pausedMs = undefined;
      at += length;
    } else if (at > 0) {
      pausedMs ??= atMs;
      exact &&= isSilent(samples.subarray(rampSamples));
    }
  }
  return { heardMs: at / 8, pauses, exact: exact && at > 0 };
}

function continues(heard: Samples, expected: Samples, at: number, from: number, length: number): boolean {
  for (let i = Math.min(from, length); i < length; i++) if (heard[i] !== expected[at + i]) return false;
  return from < length;
}

/** A-law has no zero: silence is its smallest step. */
const isSilent = (samples: Samples): boolean => samples.every((sample) => Math.abs(sample) <= 8);
