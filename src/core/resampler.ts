/**
 * Streaming sample rate conversion on the Speex resampler (docs/adr/0030-resampler.md): no output lag, a filter
 * delay of 5 ms. One WASM instance a thread, one filter state a Resampler, freed by close().
 */
import SpeexResampler from '@echogarden/speex-resampler-wasm/simd';
import type { Samples } from './audio.js';
import { UndertoneError } from './errors.js';

/** 5 ms of filter delay, aliases below one bit, 0.2 ms of CPU a second of audio; see the ADR for the other qualities. */
const quality = 5;
/** Samples a single process call takes and gives at most: 40 ms at 48 kHz. */
const chunkSamples = 1920;

const module = await SpeexResampler();
/** Scratch memory shared by all states of the thread: input, output, and their two lengths. */
const input = module._malloc(chunkSamples * 2);
const output = module._malloc(chunkSamples * 2);
const lengths = module._malloc(8);

export interface Converted {
  /** Samples of the input that were taken; the rest has to be offered again. */
  readonly taken: number;
  /** Samples written. */
  readonly written: number;
}

export class Resampler {
  readonly inRateHz: number;
  readonly outRateHz: number;
  #state: number;

  constructor(inRateHz: number, outRateHz: number) {
    this.inRateHz = inRateHz;
    this.outRateHz = outRateHz;
    this.#state = module._speex_resampler_init(1, inRateHz, outRateHz, quality, lengths);
    if (this.#state === 0) {
      throw new UndertoneError('BUG', `no resampler from ${inRateHz} to ${outRateHz} Hz`, { error: readLength(0) });
    }
  }

  /** Converts as much of `samples` as fits into `into`. Says what was taken and written; both may be less than offered. */
  convert(samples: Samples, into: Samples): Converted {
    if (this.#state === 0) throw new UndertoneError('BUG', 'resampler used after close');
    const offered = Math.min(samples.length, chunkSamples);
    // The views are fetched anew: WASM memory that grew has new ones.
    module.HEAP16.set(offered === samples.length ? samples : samples.subarray(0, offered), input >> 1);
    module.HEAP32[lengths >> 2] = offered;
    module.HEAP32[(lengths >> 2) + 1] = Math.min(into.length, chunkSamples);
    module._speex_resampler_process_int(this.#state, 0, input, lengths, output, lengths + 4);
    const taken = readLength(0);
    const written = readLength(1);
    into.set(module.HEAP16.subarray(output >> 1, (output >> 1) + written));
    return { taken, written };
  }

  /** Forgets the audio so far, for audio that has nothing to do with it. */
  reset(): void {
    if (this.#state !== 0) module._speex_resampler_reset_mem(this.#state);
  }

  /** Frees the filter. Harmless when done twice. */
  close(): void {
    if (this.#state === 0) return;
    module._speex_resampler_destroy(this.#state);
    this.#state = 0;
  }
}

const readLength = (index: number): number => module.HEAP32[(lengths >> 2) + index]!;

/** Bytes of WASM memory in use by this thread, for the leak test. */
export const resamplerMemoryBytes = (): number => module.HEAP16.byteLength;
