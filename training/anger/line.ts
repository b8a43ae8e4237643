/** The same words over other telephones: level, line filter, noise, codec. */
import type { Samples } from '#src/core/audio.js';
import { type CodecName, codecs } from '#src/core/g711.js';

const rateHz = 8000;
/** RMS of clean speech before the codec, ITU-T P.56's -26 dBm0 with 2 dB to spare. */
const speechDbfs = -24;
const fullScale = 32_768;

export interface Line {
  readonly codec: CodecName;
  /** Against a usual level; absent where the recording keeps its own. */
  readonly gainDb?: number;
  /** Second-order high-pass at highPassHz, then a shelf of shelfDb above shelfHz (R. Bristow-Johnson's cookbook). */
  readonly filter?: { readonly highPassHz: number; readonly shelfHz: number; readonly shelfDb: number };
  readonly noise?: { readonly samples: Samples; readonly offset: number; readonly snrDb: number };
}

export const cleanLine: Line = { codec: 'PCMA', gainDb: 0 };

/** Somebody's line: 12 to 32 dB above a noise in six of ten. */
export function anyLine(random: () => number, noises: readonly Samples[]): Line {
  const codec = random() < 0.5 ? 'PCMU' : 'PCMA';
  const gainDb = 2 - random() * 14;
  const filter = { highPassHz: 60 + random() * 260, shelfHz: 1500 + random() * 1500, shelfDb: random() * 10 - 5 };
  if (noises.length === 0 || random() >= 0.6) return { codec, gainDb, filter };
  const samples = noises[Math.floor(random() * noises.length)]!;
  const offset = Math.floor(random() * samples.length);
  return { codec, gainDb, filter, noise: { samples, offset, snrDb: 12 + random() * 20 } };
}

/** What arrives at the other end. */
export function overLine(samples: Samples, { codec, gainDb, filter, noise }: Line): Samples {
  let audio: Float64Array = Float64Array.from(samples);
  const gain = gainDb === undefined ? 1 : (10 ** ((speechDbfs + gainDb) / 20) * fullScale) / rmsOf(audio);
  audio = audio.map((value) => value * gain);
  if (filter !== undefined) audio = shelf(highPass(audio, filter.highPassHz), filter.shelfHz, filter.shelfDb);
  if (noise !== undefined) {
    const under = Float64Array.from(noise.samples);
    const noiseGain = rmsOf(audio) / rmsOf(under) / 10 ** (noise.snrDb / 20);
    audio = audio.map((value, index) => value + noiseGain * under[(index + noise.offset) % under.length]!);
  }
  const pcm = Int16Array.from(audio, (value) => Math.max(-fullScale, Math.min(fullScale - 1, Math.round(value))));
  const coded = new Uint8Array(pcm.length);
  codecs[codec].encode(pcm, coded, 0);
  const heard = new Int16Array(pcm.length);
  codecs[codec].decode(coded, 0, coded.length, heard, 0);
  return heard;
}

function rmsOf(audio: Float64Array): number {
  let energy = 0;
  for (const value of audio) energy += value * value;
  return Math.sqrt(energy / Math.max(1, audio.length)) || 1;
}

type Coefficients = readonly [number, number, number];

function biquad(audio: Float64Array, forward: Coefficients, back: Coefficients): Float64Array {
  const [b0, b1, b2] = forward.map((value) => value / back[0]) as [number, number, number];
  const [, a1, a2] = back.map((value) => value / back[0]) as [number, number, number];
  const [x, y] = [
    [0, 0],
    [0, 0],
  ] as [[number, number], [number, number]];
  return audio.map((value) => {
    const out = b0 * value + b1 * x[0] + b2 * x[1] - a1 * y[0] - a2 * y[1];
    [x[1], x[0], y[1], y[0]] = [x[0], value, y[0], out];
    return out;
  });
}

function highPass(audio: Float64Array, hz: number): Float64Array {
  const angle = (2 * Math.PI * hz) / rateHz;
  const cos = Math.cos(angle);
  const alpha = Math.sin(angle) / Math.SQRT2;
  return biquad(audio, [(1 + cos) / 2, -(1 + cos), (1 + cos) / 2], [1 + alpha, -2 * cos, 1 - alpha]);
}

function shelf(audio: Float64Array, hz: number, db: number): Float64Array {
  const a = 10 ** (db / 40);
  const angle = (2 * Math.PI * hz) / rateHz;
  const cos = Math.cos(angle);
  const root = Math.SQRT2 * Math.sqrt(a) * Math.sin(angle);
  return biquad(
    audio,
    [a * (a + 1 + (a - 1) * cos + root), -2 * a * (a - 1 + (a + 1) * cos), a * (a + 1 + (a - 1) * cos - root)],
    [a + 1 - (a - 1) * cos + root, 2 * (a - 1 - (a + 1) * cos), a + 1 - (a - 1) * cos - root],
  );
}
