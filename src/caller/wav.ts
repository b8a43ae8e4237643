/** WAV files in and out. */
import { readFile, stat } from 'node:fs/promises';
import wavefile from 'wavefile';
import type { Samples } from '../core/audio.js';
import { asUndertoneError, UndertoneError } from '../core/errors.js';

const maxBytes = 64 * 1024 * 1024;
/** What the media plane queues at most. */
const maxSeconds = 600;

export interface Audio {
  readonly samples: Samples;
  readonly rateHz: number;
}

/** Mono audio of a WAV file; channels are averaged. @throws UndertoneError CLI_USAGE when it cannot be used */
export async function readWav(file: string): Promise<Audio> {
  try {
    const { size } = await stat(file);
    if (size > maxBytes) throw new Error(`it is larger than ${maxBytes} bytes`);
    const audio = decodeWav(await readFile(file));
    if (audio.samples.length > maxSeconds * audio.rateHz) throw new Error(`it is longer than ${maxSeconds} s`);
    return audio;
  } catch (thrown) {
    throw new UndertoneError('CLI_USAGE', `cannot read ${file}: ${asUndertoneError(thrown).message}`);
  }
}

/** PCM of 8 to 32 bits, float, A-law, mu-law or IMA ADPCM. @throws Error when the bytes are none of these */
export function decodeWav(bytes: Uint8Array): Audio {
  const wav = new wavefile.WaveFile(bytes);
  const { numChannels, sampleRate } = wav.fmt as { numChannels: number; sampleRate: number };
  if (numChannels < 1 || sampleRate < 1) throw new Error('it has no channels or no sample rate');
  if (wav.bitDepth === '8a') wav.fromALaw('16');
  else if (wav.bitDepth === '8m') wav.fromMuLaw('16');
  else if (wav.bitDepth === '4') wav.fromIMAADPCM('16');
  else if (wav.bitDepth !== '16') wav.toBitDepth('16');
  return { samples: mixDown(wav.getSamples(true, Int16Array), numChannels), rateHz: sampleRate };
}

function mixDown(interleaved: ArrayLike<number>, channels: number): Samples {
  const mono = new Int16Array(Math.floor(interleaved.length / channels));
  for (let at = 0; at < mono.length; at += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) sum += interleaved[at * channels + channel] ?? 0;
    mono[at] = Math.round(sum / channels);
  }
  return mono;
}

/** 16-bit WAV file of two tracks of the same length. */
export function encodeStereoWav(left: Samples, right: Samples, rateHz: number): Uint8Array {
  const wav = new wavefile.WaveFile();
  wav.fromScratch(2, rateHz, '16', [left, right]);
  return wav.toBuffer();
}
