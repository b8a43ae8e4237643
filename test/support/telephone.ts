/** What a telephone line does to speech: 8 kHz and G.711. */
import alawmulaw from 'alawmulaw';
import { openResampler } from '#src/engines/local/voice/resample.js';

const resample = await openResampler();

export function throughMulaw(samples8k: Int16Array): Int16Array {
  return alawmulaw.mulaw.decode(alawmulaw.mulaw.encode(samples8k));
}

/** Speech of a voice as a caller's line brings it. */
export function overTheLine(samples: Int16Array, rateHz: number): Int16Array {
  return throughMulaw(resample(samples, rateHz, 8000));
}
