/** What one stretch of 32 ms sounds like: timbre and melody, free of its level. */
import type { Samples } from '../../../core/audio.js';
import { Fourier } from '../../../core/fourier.js';
import { melFilters } from '../smart-turn/mel.js';
import { frameSamples } from '../voice-model.js';

const rateHz = 8000;
const windowSamples = 256;
const hopSamples = 128;
const bins = windowSamples / 2 + 1;
const melBands = 24;
export const cepstra = 12;
/** Edges in Hz of the bands whose shares tell a pressed voice from a soft one; a telephone line has nothing below and above. */
const bandEdgesHz = [200, 500, 1000, 1600, 2400, 3400] as const;
export const bands = bandEdgesHz.length - 1;
/** Power of one step of 16-bit PCM in a window: below it there is nothing to hear. */
const floorPower = 1;

/** Where semitones are counted from. */
export const lowestPitchedHz = 55;

/** Values of a hop of 16 ms, at these places of VoiceFrame.values. */
export const track = {
  levelDb: 0,
  centroidHz: 1,
  slopeDb: 2,
  flatnessDb: 3,
  fluxDb: 4,
  /** Semitones above 55 Hz, NaN without a pitch. */
  pitch: 5,
  clarity: 6,
  band: 7,
  cepstrum: 7 + bands,
} as const;
export const tracks = track.cepstrum + cepstra;

const hann = Float64Array.from(
  { length: windowSamples },
  (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (index + 0.5)) / windowSamples),
);
const filters = melFilters(melBands, windowSamples, rateHz);
const binHz = rateHz / windowSamples;
const bandBins = bandEdgesHz.map((hz) => Math.round(hz / binHz));
/** DCT-II of the mel bands without the first, which is the level. */
const cosines = Array.from({ length: cepstra }, (_, k) =>
  Float64Array.from({ length: melBands }, (_, n) => Math.cos((Math.PI * (k + 1) * (n + 0.5)) / melBands) / melBands),
);
const decibel = 10 / Math.LN10;
const toDb = (power: number): number => decibel * Math.log(power + floorPower);

/** Analyses one call's frames of the ears (256 samples at 8 kHz), two hops each. Allocates nothing per frame. */
export class VoiceFrame {
  /** Of the two hops of the last frame. */
  readonly values = [new Float64Array(tracks), new Float64Array(tracks)] as const;
  readonly #fourier = new Fourier(windowSamples);
  readonly #powers = [new Float64Array(bins), new Float64Array(bins)] as const;
  readonly #audio = new Float64Array(hopSamples + frameSamples);
  readonly #mel = new Float64Array(melBands);
  readonly #melBefore = new Float64Array(melBands);

  push(frame: Samples, pitchHz: number, clarity: number): void {
    this.#audio.copyWithin(0, frameSamples);
    this.#audio.set(frame, hopSamples);
    this.#transform();
    for (const [hop, power] of this.#powers.entries()) {
      const values = this.values[hop]!;
      this.#timbre(power, values);
      values[track.pitch] = pitchHz > 0 ? 12 * Math.log2(pitchHz / lowestPitchedHz) : Number.NaN;
      values[track.clarity] = clarity;
    }
  }

  /** Power spectra of the two windows, one as the real and one as the imaginary part of a transform. */
  #transform(): void {
    const { re, im } = this.#fourier;
    for (let i = 0; i < windowSamples; i++) {
      re[i] = this.#audio[i]! * hann[i]!;
      im[i] = this.#audio[hopSamples + i]! * hann[i]!;
    }
    this.#fourier.transform();
    const out = this.#fourier;
    const [first, second] = this.#powers;
    for (let bin = 0; bin < bins; bin++) {
      const mirror = (windowSamples - bin) % windowSamples;
      first[bin] =
        ((out.re[bin]! + out.re[mirror]!) ** 2 + (out.im[bin]! - out.im[mirror]!) ** 2) / (4 * windowSamples);
      second[bin] =
        ((out.im[bin]! + out.im[mirror]!) ** 2 + (out.re[mirror]! - out.re[bin]!) ** 2) / (4 * windowSamples);
    }
  }

  #timbre(power: Float64Array, values: Float64Array): void {
    let total = 0;
    let weighted = 0;
    let logs = 0;
    for (let bin = bandBins[0]!; bin < bandBins[bands]!; bin++) {
      const p = power[bin]! + floorPower / bins;
      total += p;
      weighted += p * bin;
      logs += Math.log(p);
    }
    const used = bandBins[bands]! - bandBins[0]!;
    const level = toDb(total);
    values[track.levelDb] = level;
    values[track.centroidHz] = (weighted / total) * binHz;
    values[track.flatnessDb] = decibel * (logs / used - Math.log(total / used));
    for (let band = 0; band < bands; band++) {
      let sum = 0;
      for (let bin = bandBins[band]!; bin < bandBins[band + 1]!; bin++) sum += power[bin]!;
      values[track.band + band] = toDb(sum) - level;
    }
    this.#melBands(power);
    this.#overMel(values, level);
  }

  #melBands(power: Float64Array): void {
    this.#melBefore.set(this.#mel);
    for (let band = 0; band < melBands; band++) {
      const { firstBin, weights } = filters[band]!;
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * power[firstBin + i]!;
      this.#mel[band] = toDb(sum * 100);
    }
  }

  #overMel(values: Float64Array, level: number): void {
    const mel = this.#mel;
    let slope = 0;
    let flux = 0;
    for (let band = 0; band < melBands; band++) {
      slope += (band - (melBands - 1) / 2) * mel[band]!;
      flux += Math.abs(mel[band]! - this.#melBefore[band]!);
    }
    values[track.slopeDb] = (12 * slope) / (melBands * (melBands ** 2 - 1));
    values[track.fluxDb] = flux / melBands;
    for (let k = 0; k < cepstra; k++) {
      let sum = 0;
      for (let band = 0; band < melBands; band++) sum += cosines[k]![band]! * (mel[band]! - level);
      values[track.cepstrum + k] = sum;
    }
  }
}
