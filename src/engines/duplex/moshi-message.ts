/**
 * Messages of a Moshi server (kyutai-labs/moshi, rust/protocol.md): one byte says what the rest is.
 * The Python server (moshi/server.py) sends a handshake without its two fields and takes nothing but audio.
 */
import { UndertoneError } from '../../core/errors.js';

const kinds = { handshake: 0, audio: 1, text: 2, control: 3, metadata: 4, error: 5, ping: 6, colouredText: 7 } as const;

export type MoshiMessage =
  | { readonly kind: 'handshake' }
  /** Ogg pages, or any part of them. */
  | { readonly kind: 'audio'; readonly ogg: Uint8Array }
  /** A piece of a word, with the space before it. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'error'; readonly message: string }
  /** Nothing that concerns a caller; messages of unknown kinds are to be discarded. */
  | { readonly kind: 'other' };

/** Protocols other than this one are not known; the Python server does not say. */
const knownProtocol = 0;

export function moshiAudio(ogg: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(kinds.audio), ogg]);
}

/** @throws UndertoneError ENGINE_PROTOCOL */
export function readMoshiMessage(data: string | Uint8Array): MoshiMessage {
  if (typeof data === 'string') throw new UndertoneError('ENGINE_PROTOCOL', 'a text message on a binary wire');
  const kind = data[0];
  if (kind === undefined) throw new UndertoneError('ENGINE_PROTOCOL', 'an empty message');
  const payload = Buffer.from(data.buffer, data.byteOffset + 1, data.byteLength - 1);
  switch (kind) {
    case kinds.handshake:
      return handshake(payload);
    case kinds.audio:
      return { kind: 'audio', ogg: payload };
    case kinds.text:
      return { kind: 'text', text: payload.toString('utf8') };
    case kinds.colouredText:
      // A colour, then the text (client/src/protocol/encoder.ts).
      return { kind: 'text', text: payload.subarray(1).toString('utf8') };
    case kinds.error:
      return { kind: 'error', message: payload.toString('utf8').slice(0, 500) };
    default:
      return { kind: 'other' };
  }
}

function handshake(payload: Buffer): MoshiMessage {
  const version = payload.length >= 4 ? payload.readUInt32LE(0) : knownProtocol;
  if (version !== knownProtocol) throw new UndertoneError('ENGINE_PROTOCOL', `Moshi protocol ${version}`);
  return { kind: 'handshake' };
}
