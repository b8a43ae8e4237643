/** The two packets before the audio of an Ogg Opus stream (RFC 7845 section 5). */
import { UndertoneError } from '../../core/errors.js';

const headMagic = 'OpusHead';
const tagsMagic = 'OpusTags';

export interface OpusHead {
  /** Channels; we take one. */
  readonly channels: number;
  /** Samples at 48 kHz to leave out at the beginning. */
  readonly preSkip: number;
  /** Of the recording, for information only: the stream's own clock is 48 kHz. */
  readonly inputRateHz: number;
}

/**
 *      0..7   "OpusHead"        12..15 rate of the input in Hz
 *      8      version, 1        16..17 output gain in dB, Q7.8
 *      9      channels          18     channel mapping family, 0 for mono and stereo
 *      10..11 pre-skip
 */
export function opusHeadBytes({ channels, preSkip, inputRateHz }: OpusHead): Uint8Array {
  const bytes = Buffer.alloc(19);
  bytes.write(headMagic, 'latin1');
  bytes[8] = 1;
  bytes[9] = channels;
  bytes.writeUInt16LE(preSkip, 10);
  bytes.writeUInt32LE(inputRateHz, 12);
  return bytes;
}

/** Vendor string and no comments. */
export function opusTagsBytes(vendor: string): Uint8Array {
  const name = Buffer.from(vendor);
  const lengths = [name.length, 0].map((value) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  });
  return Buffer.concat([Buffer.from(tagsMagic, 'latin1'), lengths[0]!, name, lengths[1]!]);
}

export const isOpusTags = (packet: Uint8Array): boolean => begins(packet, tagsMagic);

/**
 * Undefined when the packet is none.
 * @throws UndertoneError ENGINE_PROTOCOL for one that says something else than mono of version 0 or 1
 */
export function readOpusHead(packet: Uint8Array): OpusHead | undefined {
  if (!begins(packet, headMagic)) return undefined;
  const bytes = Buffer.from(packet);
  // Versions up to 15 are compatible (RFC 7845 section 5.1).
  if (bytes.length < 19 || bytes[8]! > 15) throw new UndertoneError('ENGINE_PROTOCOL', 'a broken Opus header');
  const head = { channels: bytes[9]!, preSkip: bytes.readUInt16LE(10), inputRateHz: bytes.readUInt32LE(12) };
  if (head.channels !== 1) throw new UndertoneError('ENGINE_PROTOCOL', `Opus with ${head.channels} channels`);
  return head;
}

const begins = (packet: Uint8Array, magic: string): boolean =>
  Buffer.from(packet.buffer, packet.byteOffset, Math.min(packet.length, magic.length)).toString('latin1') === magic;
