import { base64Bytes } from '../../wire/pcm.js';
import { WavReader } from '../../wire/wav.js';
import { type ChunkDecoder, type SpokenPiece, textPiece } from './decoder.js';

/** Lepton: `choices[].audio`, a list of base64 pieces of WAV files; each file begins with its header. */
export function choicesAudioDecoder(): ChunkDecoder {
  let reader = new WavReader();
  const wavPiece = (data: string): readonly SpokenPiece[] => {
    const bytes = base64Bytes(data);
    if (Buffer.from(bytes.subarray(0, 4)).toString('latin1') === 'RIFF') reader = new WavReader();
    const samples = reader.push(bytes);
    return reader.rateHz === undefined || samples.length === 0
      ? []
      : [{ type: 'audio', samples, rateHz: reader.rateHz }];
  };
  return ({ choices }) =>
    choices.flatMap(({ delta, message, audio }) => [
      ...textPiece((delta ?? message)?.content),
      ...(audio ?? []).flatMap(wavPiece),
    ]);
}
