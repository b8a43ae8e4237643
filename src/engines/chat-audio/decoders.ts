import { choicesAudioDecoder } from './decoders/choices-audio.js';
import type { ChunkDecoder } from './decoders/decoder.js';
import { deltaAudioDecoder } from './decoders/delta-audio.js';
import { modalityDecoder } from './decoders/modality.js';
import { ttsContentDecoder } from './decoders/tts-content.js';
import type { ChatAudioDialect, DecoderName } from './dialect.js';

const decoders: Readonly<Record<DecoderName, (audioRateHz: number) => ChunkDecoder>> = {
  'tts-content': ttsContentDecoder,
  modality: modalityDecoder,
  'delta-audio': deltaAudioDecoder,
  'choices-audio': choicesAudioDecoder,
};

/** A decoder for one answer. */
export function openDecoder({ decoder, audioRateHz }: ChatAudioDialect): ChunkDecoder {
  return decoders[decoder](audioRateHz);
}
