import { voiceRateHz } from './synthesis-message.js';

/** Speech level on the line: loud enough for a handset, clear of clipping in G.711 (ITU-T P.56 style active level). */
const targetDbfs = -20;
const peakLimit = 32767 * 10 ** (-1 / 20);
/** Frames this far below the loudest one are silence. */
const silenceDb = -40;
const frameSamples = voiceRateHz / 100;
const keepBeforeFrames = 1;
const keepAfterFrames = 12;

/**
 * Speech brought to -20 dBFS over its voiced frames, with at most 10 ms of silence before it and 120 ms after it:
 * what a synthesiser puts in front is delay to the caller.
 */
export function levelled(samples: Int16Array): Int16Array {
  const powers = framePowers(samples);
  const loudest = Math.max(0, ...powers);
  if (loudest === 0) return new Int16Array(0);
  const floor = loudest * 10 ** (silenceDb / 10);
  const first = powers.findIndex((power) => power > floor);
  const last = powers.findLastIndex((power) => power > floor);
  const voiced = powers.filter((power) => power > floor);
  const rms = Math.sqrt(voiced.reduce((sum, power) => sum + power, 0) / voiced.length);
  const from = Math.max(0, first - keepBeforeFrames) * frameSamples;
  const to = Math.min(samples.length, (last + 1 + keepAfterFrames) * frameSamples);
  return amplified(samples.subarray(from, to), (32768 * 10 ** (targetDbfs / 20)) / rms);
}

function framePowers(samples: Int16Array): number[] {
  const powers: number[] = [];
  for (let start = 0; start < samples.length; start += frameSamples) {
    const frame = samples.subarray(start, start + frameSamples);
    let sum = 0;
    for (const sample of frame) sum += sample * sample;
    powers.push(sum / frame.length);
  }
  return powers;
}

function amplified(samples: Int16Array, wantedGain: number): Int16Array {
  let peak = 1;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  const gain = Math.min(wantedGain, peakLimit / peak);
  return samples.map((sample) => Math.round(sample * gain));
}
