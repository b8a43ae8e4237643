import type { Samples } from '../core/audio.js';
import { Resampler } from '../core/resampler.js';
import type { Audio } from './wav.js';
import { wireRateHz } from './wire-log.js';

/** Room for what one call of the resampler writes. */
const pieceSamples = 2048;

/** The same audio at 8 kHz. */
export function atWireRate({ samples, rateHz }: Audio): Audio {
  if (rateHz === wireRateHz) return { samples, rateHz };
  const resampler = new Resampler(rateHz, wireRateHz);
  try {
    return { samples: convertAll(resampler, samples), rateHz: wireRateHz };
  } finally {
    resampler.close();
  }
}

function convertAll(resampler: Resampler, samples: Samples): Samples {
  const piece = new Int16Array(pieceSamples);
  const converted = new Int16Array(Math.ceil((samples.length * wireRateHz) / resampler.inRateHz) + pieceSamples);
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
