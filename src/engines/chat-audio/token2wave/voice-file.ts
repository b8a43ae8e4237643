import { readFile } from 'node:fs/promises';
import { asUndertoneError, UndertoneError } from '../../../core/errors.js';
import { RateConverter } from '../../../core/rate-converter.js';
import { readWav } from '../../wire/wav.js';

/** Of the decoder's reference audio (token2wav_dit/1/model.py: prompt_audio_sample_rate). */
const referenceRateHz = 16_000;
/** More is sent with every chunk for nothing. */
const maxSeconds = 30;

/**
 * The voice to speak with as `token2wav_dit` takes it: float32 little-endian at 16 kHz.
 * @throws UndertoneError CONFIG_FILE
 */
export async function readVoiceFile(path: string): Promise<Uint8Array> {
  try {
    const { samples, rateHz } = readWav(await readFile(path));
    if (samples.length < rateHz || samples.length > maxSeconds * rateHz) {
      throw new Error(`it is ${(samples.length / rateHz).toFixed(1)} s long, not 1 to ${maxSeconds} s`);
    }
    const converter = new RateConverter(rateHz, referenceRateHz);
    const converted = converter.push(samples);
    const bytes = Buffer.alloc(converted.length * 4);
    for (const [at, sample] of converted.entries()) bytes.writeFloatLE(sample / 32_768, at * 4);
    converter.close();
    return bytes;
  } catch (thrown) {
    throw new UndertoneError('CONFIG_FILE', `the voice ${path} cannot be used: ${asUndertoneError(thrown).message}`);
  }
}
