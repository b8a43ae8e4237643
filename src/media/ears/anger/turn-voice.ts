/** How a whole turn sounds, as numbers that a small model reads: docs/adr/0120. */
import type { Samples } from '../../../core/audio.js';
import { bands, cepstra, lowestPitchedHz, track, tracks, VoiceFrame } from './voice-frame.js';

const hopMs = 16;
/** The last 12 s of a turn: nobody's anger needs longer, and the memory is bounded. */
const kept = Math.floor(12_000 / hopMs);
/** Hops this far below the loud ones are silence, room or line. */
const activeDropDb = 28;
/** Voice that statistics can be made of. */
const leastActiveMs = 320;
const clearPitch = 0.7;
/** Semitones from frame to frame; more is another octave of the same tone, or another voice. */
const widestStep = 6;
const syllableDb = 3;
/** Level of a window of full-scale noise, in the unit of VoiceFrame: half of its power, times the mean square of the window. */
const fullScaleDb = 10 * Math.log10(128 * 0.375 * 32_768 ** 2);

/** A turn's voice: what the model reads, and what can be compared with this caller's other turns. */
export interface VoiceSummary {
  /** In the order of featureNames. */
  readonly features: Float32Array;
  /** Voice in the turn, without its pauses. */
  readonly activeMs: number;
  /** Level of the loud syllables, dB relative to full scale. */
  readonly loudDbfs: number;
  readonly syllablesPerSecond: number;
  /** Median, 0 when nothing was voiced. */
  readonly pitchHz: number;
}

/** One call's voice, turn by turn. */
export class TurnVoice {
  readonly #frame = new VoiceFrame();
  readonly #values = Array.from({ length: tracks }, () => new Float64Array(kept));
  #count = 0;

  /** A frame of the ears (256 samples at 8 kHz) with its pitch in Hz (0 for none) and clarity. */
  push(frame: Samples, pitchHz: number, clarity: number): void {
    this.#frame.push(frame, pitchHz, clarity);
    for (const values of this.#frame.values) {
      const at = this.#count % kept;
      for (let index = 0; index < tracks; index++) this.#values[index]![at] = values[index]!;
      this.#count += 1;
    }
  }

  /** The turn is over. */
  clear(): void {
    this.#count = 0;
  }

  /** undefined when there was too little voice. */
  summary(): VoiceSummary | undefined {
    const hops = this.#hops();
    const levels = hops.map((at) => this.#values[track.levelDb]![at]!);
    const loudDb = percentile(levels.toSorted(ascending), 0.95);
    const isActive = levels.map((level) => level >= loudDb - activeDropDb);
    const active = hops.filter((_, index) => isActive[index]);
    const activeMs = active.length * hopMs;
    if (activeMs < leastActiveMs) return undefined;
    const voiced = active.filter((at) => this.#isVoiced(at));
    const tune = this.#melody(hops, voiced);
    const beat = rhythm(isActive, voiced.length, levels);
    return {
      features: Float32Array.from([
        ...spread(active.map((at) => this.#values[track.levelDb]![at]! - loudDb)),
        ...tune,
        ...beat,
        ...this.#timbre(hops, isActive, active, voiced),
      ]),
      activeMs,
      loudDbfs: loudDb - fullScaleDb,
      syllablesPerSecond: beat[syllablesPlace]!,
      pitchHz: voiced.length === 0 ? 0 : lowestPitchedHz * 2 ** (tune[medianPlace]! / 12),
    };
  }

  #isVoiced(at: number): boolean {
    return this.#values[track.clarity]![at]! >= clearPitch && !Number.isNaN(this.#values[track.pitch]![at]!);
  }

  #timbre(
    hops: readonly number[],
    isActive: readonly boolean[],
    active: readonly number[],
    voiced: readonly number[],
  ): number[] {
    const features: number[] = [];
    for (const index of [track.centroidHz, track.slopeDb, track.flatnessDb, track.fluxDb]) {
      features.push(...spread(this.#at(active, index)));
    }
    for (let index = track.band; index < tracks; index++) {
      const values = this.#at(active, index);
      features.push(
        mean(values),
        deviation(values),
        voiced.length === 0 ? mean(values) : mean(this.#at(voiced, index)),
      );
    }
    for (let index = track.cepstrum; index < tracks; index++) {
      features.push(movement(this.#at(hops, index), isActive));
    }
    return features;
  }

  /** Pitch comes once a frame, so every second hop tells something new. */
  #melody(hops: readonly number[], voiced: readonly number[]): number[] {
    if (voiced.length === 0) return melodyNames.map(() => 0);
    const pitches = this.#values[track.pitch]!;
    const steps: number[] = [];
    for (let index = 2; index < hops.length; index += 2) {
      const [before, now] = [hops[index - 2]!, hops[index]!];
      const step = pitches[now]! - pitches[before]!;
      if (this.#isVoiced(before) && this.#isVoiced(now) && Math.abs(step) < widestStep) steps.push(step);
    }
    const sorted = steps.toSorted(ascending);
    return [
      ...spread(this.#at(voiced, track.pitch)),
      mean(steps.map(Math.abs)),
      percentile(sorted, 0.9),
      percentile(sorted, 0.1),
      mean(this.#at(voiced, track.clarity)),
    ];
  }

  #at(hops: readonly number[], index: number): number[] {
    const values = this.#values[index]!;
    return hops.map((at) => values[at]!);
  }

  /** Places of the hops, oldest first. */
  #hops(): number[] {
    const length = Math.min(this.#count, kept);
    return Array.from({ length }, (_, index) => (this.#count - length + index) % kept);
  }
}

const spreadNames = ['mean', 'deviation', 'p10', 'median', 'p90'];
const melodyNames = [
  'pitch mean',
  'pitch deviation',
  'pitch p10',
  'pitch median',
  'pitch p90',
  'pitch movement',
  'pitch rise p90',
  'pitch fall p90',
  'clarity',
];
const rhythmNames = ['active share', 'voiced share', 'syllables a second', 'stretches a second', 'level movement'];
const medianPlace = melodyNames.indexOf('pitch median');
const syllablesPlace = rhythmNames.indexOf('syllables a second');
const levelled = ['level', 'centroid', 'slope', 'flatness', 'flux'];
const coloured = [
  ...Array.from({ length: bands }, (_, index) => `band ${index}`),
  ...Array.from({ length: cepstra }, (_, index) => `cepstrum ${index + 1}`),
];

const spreadOf = (name: string): string[] => spreadNames.map((each) => `${name} ${each}`);

export const featureNames: readonly string[] = [
  ...spreadOf(levelled[0]!),
  ...melodyNames,
  ...rhythmNames,
  ...levelled.slice(1).flatMap(spreadOf),
  ...coloured.flatMap((name) => [`${name} mean`, `${name} deviation`, `${name} of voiced`]),
  ...Array.from({ length: cepstra }, (_, index) => `cepstrum ${index + 1} movement`),
];

const ascending = (a: number, b: number): number => a - b;

function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / Math.max(1, values.length);
}

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  let squares = 0;
  for (const value of values) squares += (value - middle) ** 2;
  return Math.sqrt(squares / Math.max(1, values.length));
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted.length === 0 ? 0 : sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;

function spread(values: readonly number[]): number[] {
  const sorted = values.toSorted(ascending);
  return [mean(values), deviation(values), percentile(sorted, 0.1), percentile(sorted, 0.5), percentile(sorted, 0.9)];
}

function rhythm(isActive: readonly boolean[], voiced: number, levels: readonly number[]): number[] {
  const active = isActive.filter(Boolean).length;
  const activeS = (active * hopMs) / 1000;
  const spokenS = ((isActive.lastIndexOf(true) - isActive.indexOf(true) + 1) * hopMs) / 1000;
  const stretches = isActive.filter((now, index) => index > 0 && now && !isActive[index - 1]).length;
  return [
    activeS / spokenS,
    voiced / active,
    syllables(levels, isActive) / activeS,
    stretches / spokenS,
    movement(levels, isActive),
  ];
}

/** A syllable is a peak of the level that stands `syllableDb` above the dips around it. */
function syllables(levels: readonly number[], isActive: readonly boolean[]): number {
  const smooth = levels.map((_, index) => mean(levels.slice(Math.max(0, index - 1), index + 2)));
  let count = 0;
  let dip = Number.POSITIVE_INFINITY;
  let peak = Number.NEGATIVE_INFINITY;
  for (const [index, level] of smooth.entries()) {
    if (level < peak - syllableDb) {
      dip = level;
      peak = Number.NEGATIVE_INFINITY;
    }
    dip = Math.min(dip, level);
    if (isActive[index] && level > dip + syllableDb) {
      if (peak === Number.NEGATIVE_INFINITY) count += 1;
      peak = Math.max(peak, level);
    }
  }
  return count;
}

/** Mean change from hop to hop in the active stretches. */
function movement(values: readonly number[], isActive: readonly boolean[]): number {
  let sum = 0;
  let count = 0;
  for (let index = 1; index < values.length; index++) {
    if (!isActive[index] || !isActive[index - 1]) continue;
    sum += Math.abs(values[index]! - values[index - 1]!);
    count += 1;
  }
  return sum / Math.max(1, count);
}
