import type { Samples } from '../../../core/audio.js';
import type { ChatChunk } from '../chat-chunk.js';

/** A piece of a spoken answer, whatever the wire. */
export type SpokenPiece =
  | { readonly type: 'text'; readonly text: string }
  /** Codes for the token decoder. */
  | { readonly type: 'tokens'; readonly codes: readonly number[] }
  | { readonly type: 'audio'; readonly samples: Samples; readonly rateHz: number };

/** Reads the spoken pieces out of the chunks of one answer, in order. @throws UndertoneError ENGINE_PROTOCOL */
export type ChunkDecoder = (chunk: ChatChunk) => readonly SpokenPiece[];

export function textPiece(text: string | null | undefined): readonly SpokenPiece[] {
  return text === null || text === undefined || text === '' ? [] : [{ type: 'text', text }];
}
