/** The part of the emscripten module that is used; the package has no types. Pointers are byte offsets into the WASM memory. */
declare module '@echogarden/speex-resampler-wasm/simd' {
  interface SpeexModule {
    readonly HEAP16: Int16Array;
    readonly HEAP32: Int32Array;
    _malloc(bytes: number): number;
    /** speex_resampler_init: 0 when refused, with the reason at `error`. */
    _speex_resampler_init(
      channels: number,
      inRateHz: number,
      outRateHz: number,
      quality: number,
      error: number,
    ): number;
    _speex_resampler_destroy(state: number): void;
    /** Lengths are in and out: offered, then used. */
    _speex_resampler_process_int(
      state: number,
      channel: number,
      input: number,
      inputLength: number,
      output: number,
      outputLength: number,
    ): number;
    _speex_resampler_reset_mem(state: number): number;
  }
  export default function load(): Promise<SpeexModule>;
}
