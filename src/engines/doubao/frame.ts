/**
 * Frames of Doubao's binary dialogue protocol (volcengine.com/docs/6561/1594356, "WebSocket二进制协议"), big-endian:
 *
 *      byte 0   version 1 | header size in words of 4 bytes, 1
 *      byte 1   message type | flags
 *      byte 2   serialisation (0 raw, 1 JSON) | compression (0 none, 1 gzip)
 *      byte 3   0
 *      then, where they are there: error code u32, sequence i32, event i32, length u32 and id, length u32 and payload
 *
 * Events of the session carry its id, those of the connection from the server a connection id, those to it none.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import { UndertoneError } from '../../core/errors.js';

export const frameTypes = { request: 1, audioRequest: 2, response: 9, audioResponse: 11, error: 15 } as const;
export type FrameType = keyof typeof frameTypes;

export interface DoubaoFrame {
  readonly type: FrameType;
  readonly event?: number | undefined;
  /** Of a frame of type `error`. */
  readonly code?: number | undefined;
  /** Session id or connection id. */
  readonly id?: string | undefined;
  readonly json: boolean;
  readonly gzip: boolean;
  /** Not compressed. */
  readonly payload: Uint8Array;
}

const headerByte = 0x11;
const flags = { sequence: 0b0001, event: 0b0100 } as const;
const maxIdBytes = 256;
/** A second of 24 kHz floats is 96 kB; what gzip makes of less than that is no audio and no answer. */
const maxPayloadBytes = 4 * 1024 * 1024;
/** StartConnection and FinishConnection. */
const withoutId: readonly number[] = [1, 2];

const typeNames = new Map<number, FrameType>(
  (Object.entries(frameTypes) as [FrameType, number][]).map(([name, value]) => [value, name]),
);

export function encodeFrame({ type, event, code, id, json, gzip, payload }: DoubaoFrame): Uint8Array {
  const parts: Uint8Array[] = [
    Uint8Array.of(
      headerByte,
      (frameTypes[type] << 4) | (event === undefined ? 0 : flags.event),
      (json ? 0x10 : 0) | (gzip ? 1 : 0),
      0,
    ),
  ];
  if (code !== undefined) parts.push(word(code));
  if (event !== undefined) parts.push(word(event));
  if (id !== undefined) parts.push(...sized(Buffer.from(id)));
  parts.push(...sized(gzip ? gzipSync(payload) : payload));
  return Buffer.concat(parts);
}

/** @throws UndertoneError ENGINE_PROTOCOL */
export function decodeFrame(bytes: Uint8Array): DoubaoFrame {
  const reader = new Reader(bytes);
  const [first, kind, coding] = [reader.byte(), reader.byte(), reader.byte()];
  if (first >> 4 !== 1) throw broken(`version ${first >> 4}`);
  const headerWords = first & 0xf;
  if (headerWords === 0) throw broken('a header of no size');
  reader.skip(headerWords * 4 - 3);
  const type = typeNames.get(kind >> 4);
  if (type === undefined) throw broken(`message type ${kind >> 4}`);
  const json = readNibble(coding >> 4, 'serialisation');
  const gzip = readNibble(coding & 0xf, 'compression');
  const code = type === 'error' ? reader.word() : undefined;
  if ((kind & flags.sequence) !== 0) reader.word();
  const event = (kind & flags.event) !== 0 ? reader.word() : undefined;
  const id = event === undefined || withoutId.includes(event) ? undefined : reader.sized(maxIdBytes).toString();
  const packed = reader.sized(maxPayloadBytes);
  reader.end();
  return { type, event, code, id, json, gzip, payload: gzip ? unzipped(packed) : packed };
}

/** 0 or 1, the only values that are documented. */
function readNibble(value: number, what: string): boolean {
  if (value > 1) throw broken(`${what} ${value}`);
  return value === 1;
}

/** A few bytes can become gigabytes: no further than a payload may be long. */
function unzipped(packed: Uint8Array): Uint8Array {
  try {
    return gunzipSync(packed, { maxOutputLength: maxPayloadBytes });
  } catch (thrown) {
    throw new UndertoneError(
      'ENGINE_PROTOCOL',
      'Doubao: a payload that is no gzip, or too long',
      {},
      { cause: thrown },
    );
  }
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    return this.#take(1)[0]!;
  }

  word(): number {
    return this.#take(4).readUInt32BE();
  }

  skip(count: number): void {
    this.#take(count);
  }

  sized(limit: number): Buffer {
    const size = this.word();
    if (size > limit) throw broken(`${size} bytes where ${limit} are the most`);
    return this.#take(size);
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw broken(`${this.#bytes.length - this.#at} bytes too many`);
  }

  #take(count: number): Buffer {
    if (this.#at + count > this.#bytes.length) throw broken('a frame that is cut short');
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }
}

function word(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

const sized = (bytes: Uint8Array): Uint8Array[] => [word(bytes.length), bytes];

const broken = (what: string): UndertoneError => new UndertoneError('ENGINE_PROTOCOL', `Doubao: ${what}`);
