/**
 * Kaldi's log-mel filter bank as speech models are trained on it (kaldi `feat/feature-fbank.cc`, `feature-window.cc`,
 * `mel-computations.cc`; kaldi-native-fbank is the port that sherpa-onnx uses): 25 ms windows every 10 ms, no dither.
 */
import { Fourier } from '../../../../core/fourier.js';

export const modelRateHz = 16_000;
export const hopSamples = 160;
const windowSamples = 400;
const transformLength = 512;
const preEmphasis = 0.97;
/** Kaldi's floor of a band's energy: FLT_EPSILON. */
const leastEnergy = 1.1920929e-7;
export const bands = 80;

export interface FilterBankOptions {
  readonly window: 'hamming' | 'povey';
  /** Upper edge; 0 is half of the rate, a negative one is so much below it. */
  readonly highHz: number;
  /**
   * True: only whole windows, so that n samples give (n - 400) / 160 + 1 frames. False: one frame a hop, centred, and the
   * audio is mirrored at its ends.
   */
  readonly snipEdges: boolean;
}

const lowHz = 20;

interface Filter {
  readonly firstBin: number;
  readonly weights: Float64Array;
}

export class FilterBank {
  readonly #snipEdges: boolean;
  readonly #window: Float64Array;
  readonly #filters: readonly Filter[];
  readonly #fourier = new Fourier(transformLength);
  readonly #frame = new Float64Array(windowSamples);

  constructor({ window, highHz, snipEdges }: FilterBankOptions) {
    this.#snipEdges = snipEdges;
    this.#window = windows[window];
    const nyquist = modelRateHz / 2;
    this.#filters = melFilters(highHz > 0 ? highHz : nyquist + highHz);
  }

  /** Frames that can be made of so much audio. */
  framesIn(samples: number): number {
    if (!this.#snipEdges) return Math.floor((samples + hopSamples / 2) / hopSamples);
    return samples < windowSamples ? 0 : Math.floor((samples - windowSamples) / hopSamples) + 1;
  }

  /** Frames that audio after these samples does not change. */
  framesBefore(samples: number): number {
    if (this.#snipEdges) return this.framesIn(samples);
    return Math.max(0, Math.floor((samples - windowSamples / 2 - hopSamples / 2) / hopSamples) + 1);
  }

  /** Writes the bands of a frame of `audio`, 16-bit samples at 16 kHz, of which there are `length`. */
  write(audio: ArrayLike<number>, length: number, frame: number, into: Float32Array, at: number): void {
    this.#take(audio, length, frame);
    const { re, im } = this.#fourier;
    re.fill(0);
    im.fill(0);
    for (let i = 0; i < windowSamples; i++) re[i] = this.#frame[i]! * this.#window[i]!;
    this.#fourier.transform();
    const { re: real, im: imaginary } = this.#fourier;
    for (const [band, { firstBin, weights }] of this.#filters.entries()) {
      let energy = 0;
      for (let i = 0; i < weights.length; i++) {
        const bin = firstBin + i;
        energy += weights[i]! * (real[bin]! ** 2 + imaginary[bin]! ** 2);
      }
      into[at + band] = Math.log(Math.max(leastEnergy, energy));
    }
  }

  /** The window's samples, without their mean, pre-emphasised. */
  #take(audio: ArrayLike<number>, length: number, frame: number): void {
    const samples = this.#frame;
    const first = this.#snipEdges ? frame * hopSamples : frame * hopSamples + hopSamples / 2 - windowSamples / 2;
    let sum = 0;
    for (let i = 0; i < windowSamples; i++) {
      const sample = audio[mirrored(first + i, length)]!;
      samples[i] = sample;
      sum += sample;
    }
    const mean = sum / windowSamples;
    for (let i = windowSamples - 1; i > 0; i--) {
      samples[i] = samples[i]! - mean - preEmphasis * (samples[i - 1]! - mean);
    }
    samples[0] = (samples[0]! - mean) * (1 - preEmphasis);
  }
}

function mirrored(index: number, length: number): number {
  let at = index;
  while (at < 0 || at >= length) at = at < 0 ? -at - 1 : 2 * length - 1 - at;
  return at;
}

const hamming = (index: number): number => 0.54 - 0.46 * Math.cos((2 * Math.PI * index) / (windowSamples - 1));
const povey = (index: number): number => (0.5 - 0.5 * Math.cos((2 * Math.PI * index) / (windowSamples - 1))) ** 0.85;
const windows = {
  hamming: Float64Array.from({ length: windowSamples }, (_, index) => hamming(index)),
  povey: Float64Array.from({ length: windowSamples }, (_, index) => povey(index)),
};

const melOf = (hz: number): number => 1127 * Math.log(1 + hz / 700);

/** Triangles of equal width in mel, drawn over mel. */
function melFilters(highHz: number): Filter[] {
  const low = melOf(lowHz);
  const width = (melOf(highHz) - low) / (bands + 1);
  const melsOfBins = Array.from({ length: transformLength / 2 }, (_, bin) =>
    melOf((bin * modelRateHz) / transformLength),
  );
  return Array.from({ length: bands }, (_, band) => {
    const left = low + band * width;
    const inside = melsOfBins.flatMap((mel, bin) => (mel > left && mel < left + 2 * width ? [bin] : []));
    const weights = inside.map((bin) => Math.min(melsOfBins[bin]! - left, left + 2 * width - melsOfBins[bin]!) / width);
    return { firstBin: inside[0] ?? 0, weights: Float64Array.from(weights) };
  });
}
