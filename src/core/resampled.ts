import type { Samples } from './audio.js';
import { RateConverter } from './rate-converter.js';

/** A whole recording at another rate; itself where that is its own. */
export function resampled(samples: Samples, fromHz: number, toHz: number): Samples {
  const converter = new RateConverter(fromHz, toHz);
  try {
    return converter.push(samples);
  } finally {
    converter.close();
  }
}
