import { RateConverter } from '../../../../core/rate-converter.js';
import { recogniserRateHz } from '../recogniser.js';
import { bands, type FilterBank, hopSamples, modelRateHz } from './filter-bank.js';

/** What is said after this in one turn is not heard. */
const longestSeconds = 60;
const longestSamples = longestSeconds * modelRateHz;
/** Quieter than the loudest 10 ms by more than this is a pause, and so is what hardly differs from a silent line. */
const pauseDb = 35;
const silentDbfs = -60;
/** Voice falls by this where a word ends; it may be the last one. What is between the two then may only fade so long. */
const fallDb = 25;
const fadePieces = 6;

const fullScale = 32_768;

/** The audio of a turn and its features, which are made once. */
export class Utterance {
  readonly #bank: FilterBank;
  readonly #converter = new RateConverter(recogniserRateHz, modelRateHz);
  #audio = new Int16Array(4 * modelRateHz);
  #samples = 0;
  #features = new Float32Array(400 * bands);
  /** Frames that later audio does not change. */
  #settled = 0;
  /** Mean square of each 10 ms. */
  readonly #powers: number[] = [];
  #loudest = 0;

  constructor(bank: FilterBank) {
    this.#bank = bank;
  }

  /** Samples at recogniserRateHz. */
  push(samples: Int16Array): void {
    const room = longestSamples - this.#samples;
    if (room <= 0) return;
    const converted = this.#converter.push(samples).subarray(0, room);
    this.#audio = grown(this.#audio, this.#samples + converted.length);
    this.#audio.set(converted, this.#samples);
    this.#samples += converted.length;
    this.#measure();
  }

  /** At the model's rate. */
  get audio(): Int16Array {
    return this.#audio.subarray(0, this.#samples);
  }

  /** Frames of 10 ms that there are features of. */
  get frames(): number {
    return this.#bank.framesIn(this.#samples);
  }

  /** 10 ms pieces of audio. */
  get pieces(): number {
    return this.#powers.length;
  }

  /** Whether there is voice, or another sound, in the pieces from this one on. */
  hasSoundFrom(piece: number): boolean {
    return this.#isLouderFrom(piece, pauseDb);
  }

  /** Whether the voice has just gone down: a word ends, or all of it. */
  get hasFallen(): boolean {
    return !this.#isLouderFrom(Math.max(0, this.pieces - 1), fallDb);
  }

  /** Whether what came since is silence, or the fading of what was there before. */
  isOverAt(piece: number): boolean {
    return !this.#isLouderFrom(piece, fallDb) && !this.hasSoundFrom(piece + fadePieces);
  }

  /** Rows of 80 bands. */
  features(from: number, to = this.frames): Float32Array {
    this.#features = grown(this.#features, to * bands);
    for (let frame = Math.min(this.#settled, to); frame < to; frame++) {
      this.#bank.write(this.#audio, this.#samples, frame, this.#features, frame * bands);
    }
    this.#settled = Math.max(this.#settled, Math.min(to, this.#bank.framesBefore(this.#samples)));
    return this.#features.slice(from * bands, to * bands);
  }

  close(): void {
    this.#converter.close();
  }

  #isLouderFrom(piece: number, belowLoudestDb: number): boolean {
    const least = Math.max(this.#loudest * 10 ** (-belowLoudestDb / 10), fullScale ** 2 * 10 ** (silentDbfs / 10));
    for (let at = piece; at < this.#powers.length; at++) if (this.#powers[at]! > least) return true;
    return false;
  }

  #measure(): void {
    while ((this.#powers.length + 1) * hopSamples <= this.#samples) {
      const from = this.#powers.length * hopSamples;
      let sum = 0;
      for (let at = from; at < from + hopSamples; at++) sum += this.#audio[at]! ** 2;
      const power = sum / hopSamples;
      this.#powers.push(power);
      this.#loudest = Math.max(this.#loudest, power);
    }
  }
}

/** The array itself, or one of twice its length with its content, where `length` does not fit in. */
function grown<A extends Int16Array | Float32Array>(array: A, length: number): A {
  if (length <= array.length) return array;
  const larger = new (array.constructor as new (size: number) => A)(Math.max(length, 2 * array.length));
  larger.set(array);
  return larger;
}
