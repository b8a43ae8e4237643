import { audioCodes } from '../token2wave/audio-tokens.js';
import { type ChunkDecoder, type SpokenPiece, textPiece } from './decoder.js';

/** `delta.tts_content`: text and audio tokens, interleaved by the order of the chunks. */
export function ttsContentDecoder(): ChunkDecoder {
  return ({ choices }) =>
    choices.flatMap(({ delta, message }): readonly SpokenPiece[] => {
      const { tts_content: tts, content } = delta ?? message ?? {};
      const codes = audioCodes(tts?.tts_audio ?? '');
      return [
        ...textPiece(tts?.tts_text),
        // Where there is no tts_content the model was not asked to speak, or did not.
        ...(tts?.tts_text === undefined ? textPiece(content) : []),
        ...(codes.length === 0 ? [] : [{ type: 'tokens', codes } as const]),
      ];
    });
}
