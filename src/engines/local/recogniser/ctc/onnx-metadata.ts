/**
 * The metadata of an ONNX file, which onnxruntime-node does not hand out: `metadata_props` of ModelProto (onnx.proto, field
 * 14, StringStringEntryProto). The file is walked field by field, the graph is stepped over.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const metadataField = 14;
/** Means and deviations of 560 values are 10 kB. */
const maxEntryBytes = 1024 * 1024;
const maxEntries = 1000;
/** Beside the entries a model has about ten. */
const maxFields = 10_000;

/** @throws Error in words for the person who starts the program, when the file is no ONNX model or is cut short */
export function onnxMetadata(file: string): ReadonlyMap<string, string> {
  const handle = openSync(file, 'r');
  try {
    return new Walker(handle, fstatSync(handle).size).metadata();
  } catch (thrown) {
    throw new Error(`${file} is damaged: ${(thrown as Error).message}`);
  } finally {
    closeSync(handle);
  }
}

/** Wire types of protobuf. */
const varintType = 0;
const fixed64Type = 1;
const bytesType = 2;
const fixed32Type = 5;

class Walker {
  readonly #handle: number;
  readonly #size: number;
  #at = 0;
  /** A part of the file, read ahead. */
  #ahead: Buffer = Buffer.alloc(0);
  #aheadAt = 0;

  constructor(handle: number, size: number) {
    this.#handle = handle;
    this.#size = size;
  }

  metadata(): Map<string, string> {
    const entries = new Map<string, string>();
    let hasGraph = false;
    let fields = 0;
    while (this.#at < this.#size) {
      fields += 1;
      if (fields > maxFields) throw new Error('it is no ONNX model');
      const tag = this.#varint();
      const [field, type] = [Math.floor(tag / 8), tag % 8];
      if (field === 7 && type === bytesType) hasGraph = true;
      if (field === metadataField && type === bytesType) this.#entry(entries);
      else this.#skip(type);
    }
    if (!hasGraph) throw new Error('it is no ONNX model');
    return entries;
  }

  #entry(entries: Map<string, string>): void {
    const bytes = this.#bytes(this.#varint());
    const texts = new Map<number, string>();
    let at = 0;
    while (at < bytes.length) {
      const field = bytes[at++]! >> 3;
      let length = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++] ?? 0;
        length += (byte & 0x7f) * 2 ** shift;
        if (byte < 0x80) break;
      }
      texts.set(field, bytes.toString('utf8', at, at + length));
      at += length;
    }
    if (entries.size >= maxEntries) throw new Error('it has too many entries of metadata');
    entries.set(texts.get(1) ?? '', texts.get(2) ?? '');
  }

  #skip(type: number): void {
    if (type === varintType) this.#varint();
    else if (type === fixed64Type) this.#at += 8;
    else if (type === fixed32Type) this.#at += 4;
    else if (type === bytesType) {
      const length = this.#varint();
      this.#at += length;
    } else throw new Error('it is no ONNX model');
    if (this.#at > this.#size) throw new Error('its end is missing');
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; shift < 56; shift += 7) {
      const byte = this.#byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new Error('it is no ONNX model');
  }

  #byte(): number {
    if (this.#at < this.#aheadAt || this.#at >= this.#aheadAt + this.#ahead.length) {
      this.#ahead = this.#read(this.#at, Math.min(64, this.#size - this.#at));
      this.#aheadAt = this.#at;
    }
    const byte = this.#ahead[this.#at - this.#aheadAt];
    if (byte === undefined) throw new Error('its end is missing');
    this.#at += 1;
    return byte;
  }

  #bytes(length: number): Buffer {
    if (length > maxEntryBytes) throw new Error('an entry of its metadata is too long');
    if (this.#at + length > this.#size) throw new Error('its end is missing');
    const bytes = this.#read(this.#at, length);
    this.#at += length;
    return bytes;
  }

  #read(from: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    const read = readSync(this.#handle, bytes, 0, length, from);
    return bytes.subarray(0, read);
  }
}
