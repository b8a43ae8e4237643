import type { Samples } from './audio.js';
import { Resampler } from './resampler.js';

/** Room for what one call of the resampler writes. */
const pieceSamples = 2048;

/** A whole recording at another rate; itself where that is its own. */
export function resampled(samples: Samples, fromHz: number, toHz: number): Samples {
  if (fromHz === toHz) return samples;
  const resampler = new Resampler(fromHz, toHz);
  try {
    return convertAll(resampler, samples);
  } finally {
    resampler.close();
  }
}

function convertAll(resampler: Resampler, samples: Samples): Samples {
  const { inRateHz, outRateHz } = resampler;
  const piece = new Int16Array(pieceSamples);
  const converted = new Int16Array(Math.ceil((samples.length * outRateHz) / inRateHz) + pieceSamples);
  let length = 0;
  for (let at = 0; at < samples.length; ) {
    const { taken, written } = resampler.convert(samples.subarray(at), piece);
    converted.set(piece.subarray(0, written), length);
    at += taken;
    length += written;
    if (taken === 0 && written === 0) break;
  }
  return converted.subarray(0, length);
}
