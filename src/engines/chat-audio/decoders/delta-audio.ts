import { Base64Reader, SampleReader } from '../../wire/pcm.js';
import { type ChunkDecoder, type SpokenPiece, textPiece } from './decoder.js';

/** OpenAI's shape: `delta.audio.data`, base64 PCM16 without a header, and `delta.audio.transcript` or `delta.content`. */
export function deltaAudioDecoder(rateHz: number): ChunkDecoder {
  const base64 = new Base64Reader();
  const reader = new SampleReader('pcm16');
  return ({ choices }) =>
    choices.flatMap(({ delta, message }): readonly SpokenPiece[] => {
      const { content, audio } = delta ?? message ?? {};
      const samples = reader.push(base64.push(audio?.data ?? ''));
      return [
        ...textPiece(content),
        ...textPiece(audio?.transcript),
        ...(samples.length === 0 ? [] : [{ type: 'audio', samples, rateHz } as const]),
      ];
    });
}
