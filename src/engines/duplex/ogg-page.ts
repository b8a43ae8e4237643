/**
 * Ogg pages (RFC 3533 section 6): packets of one logical stream to bytes and back.
 *
 *      0..3   "OggS"
 *      4      version, 0
 *      5      flags: 1 continued packet, 2 first page, 4 last page
 *      6..13  granule position, little-endian
 *      14..17 serial number of the stream
 *      18..21 page sequence number
 *      22..25 CRC of the page with this field zero: polynomial 0x04c11db7, no reflection, initial value 0
 *      26     number of segments
 *      27..   length of each segment; a packet ends with the first that is shorter than 255
 */
import { UndertoneError } from '../../core/errors.js';

const headerBytes = 27;
const maxSegments = 255;
const pattern = 'OggS';
const firstPage = 2;
const continued = 1;

/** More than any Opus packet (RFC 7845 section 6: 61,440 bytes are enough for everything that is audio). */
const maxPacketBytes = 61_440;
/** A page that is not complete yet; the longest page is 65,307 bytes (RFC 3533 section 6). */
const maxPendingBytes = 65_307;

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let crc = index << 24;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

/** The checksum of RFC 3533 section 6 field 7. */
export function oggCrc(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = ((crc << 8) ^ crcTable[((crc >>> 24) ^ byte) & 0xff]!) >>> 0;
  return crc;
}

export interface OggPage {
  readonly first: boolean;
  /** Samples at 48 kHz up to the end of the last packet that ends here (RFC 7845 section 4). */
  readonly granule: bigint;
  readonly serial: number;
  readonly sequence: number;
  /** Whole packets, at most 255 segments together. */
  readonly packets: readonly Uint8Array[];
}

export function oggPageBytes({ first, granule, serial, sequence, packets }: OggPage): Uint8Array {
  const segments = packets.flatMap(({ length }) => [
    ...new Array<number>(Math.floor(length / maxSegments)).fill(maxSegments),
    length % maxSegments,
  ]);
  if (segments.length > maxSegments) throw new UndertoneError('BUG', 'more than one Ogg page holds');
  const header = Buffer.alloc(headerBytes);
  header.write(pattern, 'latin1');
  header[5] = first ? firstPage : 0;
  header.writeBigUInt64LE(granule, 6);
  header.writeUInt32LE(serial, 14);
  header.writeUInt32LE(sequence, 18);
  header[26] = segments.length;
  const page = Buffer.concat([header, Uint8Array.from(segments), ...packets]);
  page.writeUInt32LE(oggCrc(page), 22);
  return page;
}

/** Takes the bytes of one stream as they come and gives its packets. */
export class OggReader {
  #pending: Buffer = Buffer.alloc(0);
  #begun: Uint8Array[] = [];
  #begunBytes = 0;

  /** @throws UndertoneError ENGINE_PROTOCOL for what is no Ogg page, a broken checksum or a packet without end */
  push(bytes: Uint8Array): Uint8Array[] {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    const packets: Uint8Array[] = [];
    for (let length = pageLength(this.#pending); length !== undefined; length = pageLength(this.#pending)) {
      const page = Buffer.from(this.#pending.subarray(0, length));
      this.#pending = this.#pending.subarray(length);
      this.#read(page, packets);
    }
    if (this.#pending.length > maxPendingBytes) throw broken('a page without end');
    return packets;
  }

  #read(page: Buffer, packets: Uint8Array[]): void {
    const crc = page.readUInt32LE(22);
    page.writeUInt32LE(0, 22);
    if (oggCrc(page) !== crc) throw broken('the checksum of a page is wrong');
    // What was begun on a page that is missing cannot be completed.
    const isContinued = (page[5]! & continued) !== 0;
    if (!isContinued) this.#forget();
    let lost = isContinued && this.#begunBytes === 0;
    let at = headerBytes + page[26]!;
    for (const length of page.subarray(headerBytes, at)) {
      this.#begun.push(page.subarray(at, at + length));
      this.#begunBytes += length;
      at += length;
      if (this.#begunBytes > maxPacketBytes) throw broken('a packet without end');
      if (length === maxSegments) continue;
      if (!lost) packets.push(Buffer.concat(this.#begun));
      lost = false;
      this.#forget();
    }
  }

  #forget(): void {
    this.#begun = [];
    this.#begunBytes = 0;
  }
}

/** Undefined while the page is not complete. */
function pageLength(bytes: Buffer): number | undefined {
  const seen = Math.min(bytes.length, pattern.length);
  if (bytes.toString('latin1', 0, seen) !== pattern.slice(0, seen)) throw broken('no page begins where one should');
  if (bytes.length < headerBytes) return undefined;
  if (bytes[4] !== 0) throw broken(`version ${bytes[4]}`);
  const bodyAt = headerBytes + bytes[26]!;
  if (bytes.length < bodyAt) return undefined;
  const length = bytes.subarray(headerBytes, bodyAt).reduce((sum, each) => sum + each, bodyAt);
  return bytes.length < length ? undefined : length;
}

const broken = (what: string): UndertoneError => new UndertoneError('ENGINE_PROTOCOL', `Ogg: ${what}`);
