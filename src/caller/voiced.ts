/**
 * Which part of what the caller sent was voice: an energy gate over the packets of one utterance.
 *
 * The packets are cut into frames of 5 ms. With the loudest frame's level as `peak` and the 10th percentile of all
 * frame levels as `floor`, a frame is VOICED when its level is at or above
 *     min(peak - 25 dB, max(-45 dBFS, floor + 8 dB))
 * and it stands in a row of at least three such frames (15 ms). So the silence that synthesisers and recordings put
 * around speech does not count, whether it is digital or noisy, and a steady tone counts as a whole.
 *
 * The FIRST and LAST VOICED SAMPLE SENT are dated by the packet that carries them: a sample is sent when its packet
 * is handed to the socket. That is the time a capture of the wire shows.
 */
import { levelDbfs, type Samples } from '../core/audio.js';

const frameMs = 5;
const belowPeakDb = 25;
const aboveFloorDb = 8;
const quietestDbfs = -45;
const floorQuantile = 0.1;
const leastFrames = 3;
/** Below any level that 16 bits can hold, so that digital silence sorts and compares like a number. */
const silenceDbfs = -120;

export interface SentPacket {
  readonly atMs: number;
  /** What went into the codec. */
  readonly samples: Samples;
}

export interface VoicedSpan {
  /** Send time of the packet with the first voiced sample. */
  readonly firstMs: number;
  /** Send time of the packet with the last voiced sample. */
  readonly lastMs: number;
}

/** Undefined when nothing in the packets is voiced. */
export function voicedSpan(packets: readonly SentPacket[], rateHz: number): VoicedSpan | undefined {
  const frames = packets.flatMap((packet) => frameLevels(packet, rateHz));
  const threshold = thresholdDbfs(frames.map((frame) => frame.level));
  const voiced = frames.map((frame) => frame.level >= threshold && frame.level > silenceDbfs);
  const first = rowStart(voiced);
  const last = voiced.length - 1 - rowStart([...voiced].reverse());
  if (frames[first] === undefined || frames[last] === undefined) return undefined;
  return { firstMs: frames[first].atMs, lastMs: frames[last].atMs };
}

function frameLevels(packet: SentPacket, rateHz: number): { atMs: number; level: number }[] {
  const size = (rateHz * frameMs) / 1000;
  const levels = [];
  for (let at = 0; at + size <= packet.samples.length; at += size) {
    const level = levelDbfs(packet.samples.subarray(at, at + size));
    levels.push({ atMs: packet.atMs, level: Math.max(silenceDbfs, level) });
  }
  return levels;
}

function thresholdDbfs(levels: readonly number[]): number {
  const sorted = [...levels].sort((a, b) => a - b);
  const peak = sorted.at(-1) ?? silenceDbfs;
  const floor = sorted[Math.floor(sorted.length * floorQuantile)] ?? silenceDbfs;
  return Math.min(peak - belowPeakDb, Math.max(quietestDbfs, floor + aboveFloorDb));
}

/** Index of the first of `leastFrames` voiced frames in a row; the length when there is none. */
function rowStart(voiced: readonly boolean[]): number {
  let row = 0;
  for (const [index, isVoiced] of voiced.entries()) {
    row = isVoiced ? row + 1 : 0;
    if (row === leastFrames) return index - leastFrames + 1;
  }
  return voiced.length;
}
