import { UndertoneError } from '../../core/errors.js';
import { wavBytes } from '../wire/wav.js';
import { type OneShotTurn, turnRateHz } from './model.js';

/** Less than this is no sound to a model's front end. */
const minSamples = turnRateHz / 10;

/** A turn as a WAV file. */
function turnWav({ input }: OneShotTurn): Uint8Array {
  if (input.type === 'text') throw new UndertoneError('BUG', 'this model takes no text');
  const samples = input.samples.length >= minSamples ? input.samples : new Int16Array(minSamples);
  return wavBytes(samples, turnRateHz);
}

export function turnWavBase64(turn: OneShotTurn): string {
  return Buffer.from(turnWav(turn)).toString('base64');
}
