/** Turns of a caller made from real recordings, as the line carries them, with where their speech begins and ends. */
import { voicedSpan } from '#src/caller/voiced.js';
import { readWav } from '#src/caller/wav.js';
import type { Language } from '#src/core/language.js';
import { seeded } from '../test/support/seeded.js';
import { type Clip, sharedClips } from './shared-data.js';

export interface TurnAudio {
  readonly set: string;
  readonly language: Language;
  /** 8 kHz; the turn with idle line around it. */
  readonly samples: Int16Array;
  /** First and last voiced sample, by the rule of src/caller/voiced.ts. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly expectedDigits: number;
  /** A word or two, as an answer to a question. */
  readonly isShort: boolean;
  /** End of a pause that was put into a sentence; 0 for none. */
  readonly openUntilMs: number;
  /** What is said, word by word, where that is known. */
  readonly words?: readonly { readonly text: string; readonly endMs: number }[];
}

const rateKhz = 8;
const beforeMs = 500;
const afterMs = 2500;
/** Speech to the very end of its recording. */
const cutMs = 100;
/** Idle line noise, one bit of a 16-bit sample high. */
const lineNoise = 2;
/** Shortest piece that `voicedSpan` can date: one of its own frames. */
const packetSamples = 5 * rateKhz;

/** Recordings as turns; speech that its recording cuts off has no end, and is left out unless it is wanted. */
export async function recordedTurns(
  set: string,
  isShort: boolean,
  wanted: 'whole' | 'cut too' = 'whole',
): Promise<TurnAudio[]> {
  const turns = [];
  for (const clip of sharedClips(set)) {
    const samples = await samplesOf(clip);
    const turn = turnOf(set, samples, 0, isShort);
    if (turn === undefined) continue;
    const isWhole = turn.lastMs < beforeMs + samples.length / rateKhz - cutMs;
    if (isWhole || wanted === 'cut too') turns.push(turn);
  }
  return turns;
}

/** Numbers of 6 to 8 digits, or of `length`, each said by one speaker with 300 to 900 ms between the digits. */
export async function dictatedNumbers(count: number, length?: number): Promise<TurnAudio[]> {
  const random = seeded(1);
  const all = sharedClips('speech/digits/');
  const names = [...new Set(all.map(({ speaker }) => speaker))];
  const speakers = names.map((name) => all.filter(({ speaker }) => speaker === name));
  const turns = [];
  for (let number = 0; number < count && speakers.length > 0; number++) {
    const clips = speakers[number % speakers.length]!;
    const digits = length ?? 6 + Math.floor(random() * 3);
    const parts: Int16Array[] = [];
    const words = [];
    for (let digit = 0; digit < digits; digit++) {
      if (digit > 0) parts.push(new Int16Array(Math.round((300 + 600 * random()) * rateKhz)));
      const clip = clips[Math.floor(random() * clips.length)]!;
      parts.push(voicedPart(await samplesOf(clip)));
      words.push({ text: clip.label, endMs: beforeMs + lengthMs(parts) });
    }
    const turn = turnOf('numbers', joined(parts), digits, false);
    if (turn !== undefined) turns.push({ ...turn, words });
  }
  return turns;
}

/** Orders with 300 to 900 ms of their own background put in at the quietest place of their middle. */
export async function hesitantOrders(): Promise<TurnAudio[]> {
  const random = seeded(2);
  const turns = [];
  for (const clip of sharedClips('speech/orders/')) {
    const samples = await samplesOf(clip);
    const span = spanOf(samples);
    if (span === undefined) continue;
    const from = Math.round((span.firstMs + 0.3 * (span.lastMs - span.firstMs)) * rateKhz);
    const to = Math.round((span.firstMs + 0.7 * (span.lastMs - span.firstMs)) * rateKhz);
    const cut = quietest(samples, from, to);
    const background = samples.subarray(samples.length - 400 * rateKhz);
    const pause = new Int16Array(Math.round((300 + 600 * random()) * rateKhz)).map(
      (_, index) => background[index % background.length]!,
    );
    const turn = turnOf('hesitant', joined([samples.subarray(0, cut), pause, samples.subarray(cut)]), 0, false);
    const openUntilMs = beforeMs + (cut + pause.length) / rateKhz;
    if (turn !== undefined) turns.push({ ...turn, openUntilMs });
  }
  return turns;
}

async function samplesOf(clip: Clip): Promise<Int16Array> {
  const { samples } = await readWav(clip.file);
  return samples;
}

export function onALine(samples: Int16Array): Int16Array {
  const line = new Int16Array(samples.length + (beforeMs + afterMs) * rateKhz);
  for (let i = 0; i < line.length; i++) line[i] = ((i * 7919) % 5) - lineNoise;
  for (let i = 0; i < samples.length; i++) line[beforeMs * rateKhz + i]! += samples[i]!;
  return line;
}

function turnOf(set: string, samples: Int16Array, expectedDigits: number, isShort: boolean): TurnAudio | undefined {
  const line = onALine(samples);
  const span = spanOf(line);
  return span && { set, language: 'en', samples: line, ...span, expectedDigits, isShort, openUntilMs: 0 };
}

/** First and end of the last voiced frame, in ms of the samples. */
export function spanOf(samples: Int16Array): { firstMs: number; lastMs: number } | undefined {
  const packets = [];
  for (let at = 0; at + packetSamples <= samples.length; at += packetSamples) {
    packets.push({ atMs: at / rateKhz, samples: samples.subarray(at, at + packetSamples) });
  }
  const span = voicedSpan(packets, 8000);
  return span && { firstMs: span.firstMs, lastMs: span.lastMs + packetSamples / rateKhz };
}

function voicedPart(samples: Int16Array): Int16Array {
  const span = spanOf(samples);
  return span === undefined ? samples : samples.subarray(span.firstMs * rateKhz, span.lastMs * rateKhz);
}

/** Middle of the quietest 30 ms. */
function quietest(samples: Int16Array, from: number, to: number): number {
  const half = 15 * rateKhz;
  let best = from;
  let least = Number.POSITIVE_INFINITY;
  for (let at = from; at < to; at += 5 * rateKhz) {
    let energy = 0;
    for (let i = at - half; i < at + half; i++) energy += (samples[i] ?? 0) ** 2;
    if (energy < least) [best, least] = [at, energy];
  }
  return best;
}

const lengthMs = (parts: readonly Int16Array[]): number => parts.reduce((sum, part) => sum + part.length, 0) / rateKhz;

function joined(parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(lengthMs(parts) * rateKhz);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
