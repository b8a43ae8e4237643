import { audioCodes } from '../token2wave/audio-tokens.js';
import { type ChunkDecoder, type SpokenPiece, textPiece } from './decoder.js';

/** Control tokens of the model (`<|EOT|>`, `<tts_pad>`): its server decodes all text tokens of the section, these too. */
const control = /<\|\w{1,20}\|>|<tts_\w{1,10}>/g;

/** `delta.tts_content`: text and audio tokens, interleaved by the order of the chunks. */
export function ttsContentDecoder(): ChunkDecoder {
  const calls = new WrittenCallFilter();
  return ({ choices }) =>
    choices.flatMap(({ delta, message }): readonly SpokenPiece[] => {
      const { tts_content: tts, content } = delta ?? message ?? {};
      const codes = audioCodes(tts?.tts_audio ?? '');
      return [
        ...textPiece(calls.push(tts?.tts_text ?? '').replaceAll(control, '')),
        // Where there is no tts_content the model was not asked to speak, or did not.
        ...(tts?.tts_text === undefined ? textPiece(content) : []),
        ...(codes.length === 0 ? [] : [{ type: 'tokens', codes } as const]),
      ];
    });
}

const begin = '<tool_call>';
const end = '</tool_call>';

/**
 * A call that the model writes before it ends its speech is in `tts_text` as well as in `tool_calls`: the server's audio
 * parser does not know of calls. The marks are single tokens, so they are never cut.
 */
class WrittenCallFilter {
  #isInCall = false;

  /** What of `text` is no call. */
  push(text: string): string {
    let spoken = '';
    let rest = text;
    while (rest !== '') {
      const mark = this.#isInCall ? end : begin;
      const at = rest.indexOf(mark);
      if (!this.#isInCall) spoken += at < 0 ? rest : rest.slice(0, at);
      if (at < 0) break;
      this.#isInCall = !this.#isInCall;
      rest = rest.slice(at + mark.length);
    }
    return spoken;
  }
}
