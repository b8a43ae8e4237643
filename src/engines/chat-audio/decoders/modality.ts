import { base64Bytes } from '../../wire/pcm.js';
import { readWav } from '../../wire/wav.js';
import { type ChunkDecoder, type SpokenPiece, textPiece } from './decoder.js';

/**
 * vLLM-Omni: a chunk's `modality` says whether `delta.content` is text or a whole base64 WAV; an answer in one body has the
 * text in one choice and `message.audio.data` in another.
 */
export function modalityDecoder(): ChunkDecoder {
  return ({ modality, choices }) =>
    choices.flatMap(({ delta, message }): readonly SpokenPiece[] => {
      const { content, audio } = delta ?? message ?? {};
      if (modality === 'audio') return wavPiece(content);
      return [...textPiece(content), ...wavPiece(audio?.data)];
    });
}

function wavPiece(data: string | null | undefined): readonly SpokenPiece[] {
  if (data === null || data === undefined || data === '') return [];
  return [{ type: 'audio', ...readWav(base64Bytes(data)) }];
}
