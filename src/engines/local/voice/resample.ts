/** Whole phrases from one rate to another, with Speex's resampler. */
export type Resample = (samples: Int16Array, fromHz: number, toHz: number) => Int16Array;

const quality = 7;

/** The exports of the Emscripten build, as far as they are used; pointers are byte offsets into HEAP16 and HEAPU32. */
interface Speex {
  readonly HEAP16: Int16Array;
  readonly HEAPU32: Uint32Array;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _speex_resampler_init(channels: number, fromHz: number, toHz: number, quality: number, errorAt: number): number;
  _speex_resampler_skip_zeros(state: number): number;
  _speex_resampler_process_int(
    state: number,
    channel: number,
    inputAt: number,
    inputCountAt: number,
    outputAt: number,
    outputCountAt: number,
  ): number;
  _speex_resampler_destroy(state: number): void;
}

export async function openResampler(): Promise<Resample> {
  const name = '@echogarden/speex-resampler-wasm';
  const loaded = (await import(name)) as { default: () => Promise<Speex> };
  const speex = await loaded.default();
  return (samples, fromHz, toHz) => (fromHz === toHz ? samples : resample(speex, samples, fromHz, toHz));
}

function resample(speex: Speex, samples: Int16Array, fromHz: number, toHz: number): Int16Array {
  const outputCapacity = Math.ceil((samples.length * toHz) / fromHz) + 16;
  const counts = speex._malloc(12);
  const input = speex._malloc(samples.length * 2);
  const output = speex._malloc(outputCapacity * 2);
  const state = speex._speex_resampler_init(1, fromHz, toHz, quality, counts + 8);
  try {
    speex._speex_resampler_skip_zeros(state);
    speex.HEAP16.set(samples, input >> 1);
    speex.HEAPU32[counts >> 2] = samples.length;
    speex.HEAPU32[(counts >> 2) + 1] = outputCapacity;
    speex._speex_resampler_process_int(state, 0, input, counts, output, counts + 4);
    const made = speex.HEAPU32[(counts >> 2) + 1] ?? 0;
    return speex.HEAP16.slice(output >> 1, (output >> 1) + made);
  } finally {
    speex._speex_resampler_destroy(state);
    for (const pointer of [counts, input, output]) speex._free(pointer);
  }
}
