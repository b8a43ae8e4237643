/**
 * The RTP fixed header (RFC 3550 5.1):
 *
 *     0                   1                   2                   3
 *     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *    |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 *    |                           timestamp                           |
 *    |           synchronization source (SSRC) identifier            |
 *    |            contributing source (CSRC) identifiers             |
 */
import { UndertoneError } from '../../core/errors.js';

export const headerBytes = 12;
/** More than any G.711 packet: 1,460 bytes would already be 180 ms. */
export const maxPacketBytes = 1500;
const version = 2;

export interface RtpHeader {
  marker: boolean;
  payloadType: number;
  sequence: number;
  timestamp: number;
  ssrc: number;
}

/** A header and where the payload lies in the packet, without extension and padding. */
export interface RtpPacket extends RtpHeader {
  payloadStart: number;
  payloadEnd: number;
}

export const emptyPacket = (): RtpPacket => ({
  marker: false,
  payloadType: 0,
  sequence: 0,
  timestamp: 0,
  ssrc: 0,
  payloadStart: 0,
  payloadEnd: 0,
});

/** Why bytes are no RTP packet; undefined when they are one, which is then in `into`. Allocates nothing. */
export function parseRtp(bytes: Buffer, into: RtpPacket): RtpRejection | undefined {
  if (bytes.length < headerBytes) return 'truncated header';
  if (bytes.length > maxPacketBytes) return 'too long';
  const first = bytes[0]!;
  if (first >> 6 !== version) return 'not version 2';
  if (isRtcp(bytes)) return 'rtcp';
  let start = headerBytes + (first & 0x0f) * 4;
  let end = bytes.length;
  if (start > end) return 'truncated CSRC list';
  if (first & 0x10) {
    // RFC 3550 5.3.1: 16 bits of profile, 16 bits of length in words, that many words.
    if (start + 4 > end) return 'truncated extension';
    start += 4 + bytes.readUInt16BE(start + 2) * 4;
    if (start > end) return 'truncated extension';
  }
  if (first & 0x20) {
    // The last octet counts the padding, itself included.
    const padding = bytes[end - 1]!;
    if (padding === 0 || start + padding > end) return 'bad padding';
    end -= padding;
  }
  into.marker = (bytes[1]! & 0x80) !== 0;
  into.payloadType = bytes[1]! & 0x7f;
  into.sequence = bytes.readUInt16BE(2);
  into.timestamp = bytes.readUInt32BE(4);
  into.ssrc = bytes.readUInt32BE(8);
  into.payloadStart = start;
  into.payloadEnd = end;
  return undefined;
}

export type RtpRejection =
  | 'truncated header'
  | 'too long'
  | 'not version 2'
  | 'rtcp'
  | 'truncated CSRC list'
  | 'truncated extension'
  | 'bad padding';

/** RFC 5761 section 4: packet types 192 to 223 on an RTP port are RTCP. */
const isRtcp = (bytes: Buffer): boolean => bytes[1]! >= 192 && bytes[1]! <= 223;

/** Writes a header without CSRC, extension or padding at the beginning of `into`. */
export function writeRtpHeader(header: RtpHeader, into: Buffer): void {
  if (into.length < headerBytes) throw new UndertoneError('BUG', 'no room for an RTP header');
  into[0] = version << 6;
  into[1] = (header.marker ? 0x80 : 0) | (header.payloadType & 0x7f);
  into.writeUInt16BE(header.sequence, 2);
  into.writeUInt32BE(header.timestamp, 4);
  into.writeUInt32BE(header.ssrc, 8);
}
