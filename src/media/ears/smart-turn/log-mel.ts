/**
 * The log-mel spectrogram that Whisper's encoder takes (A. Radford et al., arXiv:2212.04356; transformers'
 * WhisperFeatureExtractor with do_normalize): windows of 25 ms every 10 ms, 80 mel bands, log10 limited to 8 below
 * the highest, scaled to about -1 to 1.
 */
import { Fourier } from '../../../core/fourier.js';
import { melFilters } from './mel.js';

const rateHz = 16_000;
export const windowSamples = 400;
export const hopSamples = 160;
export const melBands = 80;
const bins = windowSamples / 2 + 1;
const floorPower = 1e-10;
const rangeLog10 = 8;
const varianceFloor = 1e-7;

const hann = Float64Array.from(
  { length: windowSamples },
  (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / windowSamples),
);
const filters = melFilters(melBands, windowSamples, rateHz);

export class LogMel {
  readonly #fourier = new Fourier(windowSamples);
  /** Of two windows, which share a transform: one is its real part, one its imaginary part. */
  readonly #powers = [new Float64Array(bins), new Float64Array(bins)] as const;
  readonly frames: number;

  /** For audio of `samples` samples at 16 kHz, an even number of hops. */
  constructor(readonly samples: number) {
    this.frames = samples / hopSamples;
  }

  /** Bands by frames, row by row: the value of `band` in `frame` is at [band * frames + frame]. */
  of(audio: Float32Array): Float32Array {
    const normal = normalised(audio);
    const logs = new Float32Array(melBands * this.frames);
    let highest = Number.NEGATIVE_INFINITY;
    for (let frame = 0; frame < this.frames; frame += 2) {
      this.#transform(normal, frame * hopSamples - windowSamples / 2);
      for (const [second, power] of this.#powers.entries()) {
        for (let band = 0; band < melBands; band++) {
          const value = Math.log10(Math.max(floorPower, inBand(power, band)));
          logs[band * this.frames + frame + second] = value;
          if (value > highest) highest = value;
        }
      }
    }
    return logs.map((value) => (Math.max(value, highest - rangeLog10) + 4) / 4);
  }

  /** Power spectra of the window that begins at `from` and of the next one; beyond its ends the audio is mirrored. */
  #transform(audio: Float64Array, from: number): void {
    const { re, im } = this.#fourier;
    for (let i = 0; i < windowSamples; i++) {
      re[i] = mirrored(audio, from + i) * hann[i]!;
      im[i] = mirrored(audio, from + hopSamples + i) * hann[i]!;
    }
    this.#fourier.transform();
    this.#separate();
  }

  /** The spectrum of a real window is symmetric, that of an imaginary one antisymmetric. */
  #separate(): void {
    const { re, im } = this.#fourier;
    const [first, second] = this.#powers;
    for (let bin = 0; bin < bins; bin++) {
      const mirror = (windowSamples - bin) % windowSamples;
      first[bin] = ((re[bin]! + re[mirror]!) ** 2 + (im[bin]! - im[mirror]!) ** 2) / 4;
      second[bin] = ((im[bin]! + im[mirror]!) ** 2 + (re[mirror]! - re[bin]!) ** 2) / 4;
    }
  }
}

function mirrored(audio: Float64Array, index: number): number {
  const at = Math.abs(index);
  const last = audio.length - 1;
  return audio[at > last ? 2 * last - at : at]!;
}

function inBand(power: Float64Array, band: number): number {
  const { firstBin, weights } = filters[band]!;
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * power[firstBin + i]!;
  return sum;
}

/** Zero mean, unit variance. */
function normalised(audio: Float32Array): Float64Array {
  let sum = 0;
  let squares = 0;
  for (const sample of audio) sum += sample;
  const mean = sum / audio.length;
  for (const sample of audio) squares += (sample - mean) ** 2;
  const scale = 1 / Math.sqrt(squares / audio.length + varianceFloor);
  return Float64Array.from(audio, (sample) => (sample - mean) * scale);
}
