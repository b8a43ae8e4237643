/**
 * Pitch of telephone speech by the McLeod method (P. McLeod, G. Wyvill, "A smarter way to find pitch", ICMC 2005):
 * the normalised square difference function is 1 at the lag of a perfect period, whatever the level.
 *
 * The audio is halved to 4 kHz first: pitch is sought between 60 and 400 Hz, the 300 Hz high-pass of telephone lines
 * takes the fundamental but not the period, and a quarter of the products are left to compute.
 */
import type { Samples } from '../../core/audio.js';
import { frameSamples } from './voice-model.js';

const rateHz = 4000;
const chunkSamples = frameSamples / 2;
/** The frame and the one before it: 64 ms, more than three periods of a low voice. */
const windowSamples = 2 * chunkSamples;
const filterMemory = 4;
export const lowestPitchHz = 60;
export const highestPitchHz = 400;
const leastLag = rateHz / highestPitchHz;
const mostLag = Math.ceil(rateHz / lowestPitchHz);
/** The first peak this close to the highest one is the period; the highest is often a multiple of it. */
const keyPeakShare = 0.9;
/** NSDF of the weakest peak that counts as voiced. */
const voicedClarity = 0.6;
/** RMS in 16-bit units below which there is nothing but line noise and G.711 quantisation. */
const quietestRms = 24;

/** Finds the pitch of one call's audio, a frame of the ears (256 samples at 8 kHz) at a time. Allocates nothing per frame. */
export class PitchFinder {
  readonly #window = new Float32Array(windowSamples);
  readonly #nsdf = new Float32Array(mostLag + 2);
  /** The frame with the last samples of the one before it in front. */
  readonly #audio = new Float32Array(filterMemory + frameSamples);
  #pitchHz = 0;
  #clarity = 0;

  /** Hz; 0 when the last frame was unvoiced or not looked at. */
  get pitchHz(): number {
    return this.#pitchHz;
  }

  /** How periodic the last frame was, 0 to 1. */
  get clarity(): number {
    return this.#clarity;
  }

  /** Takes the next frame. With `look` false it is only remembered, which costs next to nothing. */
  push(frame: Samples, look: boolean): void {
    this.#remember(frame);
    this.#pitchHz = 0;
    this.#clarity = 0;
    if (look && this.#isLoud()) this.#find();
  }

  /** Halves the rate with a [1 4 6 4 1] / 16 filter, 12 dB down at 2 kHz. */
  #remember(frame: Samples): void {
    const audio = this.#audio;
    audio.copyWithin(0, frameSamples);
    audio.set(frame, filterMemory);
    const window = this.#window;
    window.copyWithin(0, chunkSamples);
    for (let i = 0; i < chunkSamples; i++) {
      const at = 2 * i;
      const outer = audio[at]! + audio[at + 4]!;
      const inner = audio[at + 1]! + audio[at + 3]!;
      window[chunkSamples + i] = (outer + 4 * inner + 6 * audio[at + 2]!) / 16;
    }
  }

  #isLoud(): boolean {
    let energy = 0;
    for (let i = chunkSamples; i < windowSamples; i++) energy += this.#window[i]! ** 2;
    return energy >= chunkSamples * quietestRms ** 2;
  }

  #find(): void {
    const highest = this.#compare();
    if (highest < voicedClarity) {
      this.#clarity = Math.max(0, highest);
      return;
    }
    const lag = this.#firstKeyPeak(keyPeakShare * highest);
    const nsdf = this.#nsdf;
    const [left, top, right] = [nsdf[lag - 1]!, nsdf[lag]!, nsdf[lag + 1]!];
    const bend = left - 2 * top + right;
    const shift = bend < 0 ? (left - right) / (2 * bend) : 0;
    this.#pitchHz = rateHz / (lag + shift);
    this.#clarity = Math.min(1, top);
  }

  /** Fills the NSDF for the lags of speech and gives its highest peak. */
  #compare(): number {
    const window = this.#window;
    const nsdf = this.#nsdf;
    let energy = 0;
    for (let i = 0; i < windowSamples; i++) energy += 2 * window[i]! ** 2;
    for (let i = 0; i < leastLag - 1; i++) energy -= window[i]! ** 2 + window[windowSamples - 1 - i]! ** 2;
    for (let lag = leastLag - 1; lag <= mostLag + 1; lag++) {
      let product = 0;
      const overlap = windowSamples - lag;
      for (let i = 0; i < overlap; i++) product += window[i]! * window[i + lag]!;
      nsdf[lag] = energy > 0 ? (2 * product) / energy : 0;
      energy -= window[lag]! ** 2 + window[windowSamples - 1 - lag]! ** 2;
    }
    let highest = 0;
    for (let lag = leastLag; lag <= mostLag; lag++) if (this.#isPeak(lag)) highest = Math.max(highest, nsdf[lag]!);
    return highest;
  }

  #firstKeyPeak(least: number): number {
    for (let lag = leastLag; lag <= mostLag; lag++) if (this.#isPeak(lag) && this.#nsdf[lag]! >= least) return lag;
    return mostLag;
  }

  #isPeak(lag: number): boolean {
    const nsdf = this.#nsdf;
    return nsdf[lag]! > 0 && nsdf[lag]! >= nsdf[lag - 1]! && nsdf[lag]! > nsdf[lag + 1]!;
  }
}
