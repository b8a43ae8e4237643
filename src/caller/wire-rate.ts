import { resampled } from '../core/resampled.js';
import type { Audio } from './wav.js';
import { wireRateHz } from './wire-log.js';

/** The same audio at 8 kHz. */
export function atWireRate({ samples, rateHz }: Audio): Audio {
  return { samples: resampled(samples, rateHz, wireRateHz), rateHz: wireRateHz };
}
