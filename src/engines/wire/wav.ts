/** WAV as engines send and take it (Microsoft RIFF, "Multimedia Programming Interface and Data Specifications 1.0"). */
import type { Samples } from '../../core/audio.js';
import { UndertoneError } from '../../core/errors.js';
import { pcm16Bytes, type SampleFormat, SampleReader } from './pcm.js';

const headerBytes = 44;
/** More before the audio than any encoder writes. */
const maxHeaderBytes = 4096;
const formats: Readonly<Record<string, SampleFormat>> = { '1/16': 'pcm16', '3/32': 'float32' };
/** WAVE_FORMAT_EXTENSIBLE: the format is the first two bytes of the GUID at offset 24 of `fmt `. */
const extensible = 0xfffe;

/** A whole mono 16-bit file. */
export function wavBytes(samples: Samples, rateHz: number): Uint8Array {
  const bytes = Buffer.alloc(headerBytes + samples.length * 2);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rateHz, 24);
  bytes.writeUInt32LE(rateHz * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(samples.length * 2, 40);
  bytes.set(pcm16Bytes(samples), headerBytes);
  return bytes;
}

export interface WavAudio {
  readonly samples: Samples;
  /** As its header says. */
  readonly rateHz: number;
}

/** A whole file. @throws UndertoneError ENGINE_PROTOCOL */
export function readWav(bytes: Uint8Array): WavAudio {
  const reader = new WavReader();
  const samples = reader.push(bytes);
  if (reader.rateHz === undefined) throw notWav('it ends before its audio');
  return { samples, rateHz: reader.rateHz };
}

/**
 * A mono WAV that comes in parts. The lengths in its header are not believed where they are those of a stream
 * (0, 0xFFFFFFFF): the audio then goes on to the end.
 */
export class WavReader {
  #header: Buffer = Buffer.alloc(0);
  #samples: SampleReader | undefined;
  #rateHz: number | undefined;
  #leftBytes = 0;

  /** Of its audio; undefined until the header is there. */
  get rateHz(): number | undefined {
    return this.#rateHz;
  }

  /** @throws UndertoneError ENGINE_PROTOCOL */
  push(chunk: Uint8Array): Samples {
    if (this.#samples !== undefined) return this.#audio(chunk);
    this.#header = Buffer.concat([this.#header, chunk]);
    const header = parseHeader(this.#header);
    if (header === undefined) {
      if (this.#header.length > maxHeaderBytes) throw notWav('there is no audio at its beginning');
      return new Int16Array();
    }
    this.#rateHz = header.rateHz;
    this.#samples = new SampleReader(header.format);
    this.#leftBytes = header.dataBytes;
    const audio = this.#audio(this.#header.subarray(header.dataAt));
    this.#header = Buffer.alloc(0);
    return audio;
  }

  #audio(bytes: Uint8Array): Samples {
    const audio = bytes.subarray(0, Math.min(bytes.length, this.#leftBytes));
    this.#leftBytes -= audio.length;
    return this.#samples!.push(audio);
  }
}

interface Header {
  readonly format: SampleFormat;
  readonly rateHz: number;
  readonly dataAt: number;
  readonly dataBytes: number;
}

/** undefined: not yet complete. */
function parseHeader(bytes: Buffer): Header | undefined {
  if (bytes.length >= 4 && bytes.toString('latin1', 0, 4) !== 'RIFF') throw notWav('it does not begin with RIFF');
  if (bytes.length < 12) return undefined;
  if (bytes.toString('latin1', 8, 12) !== 'WAVE') throw notWav('it is another RIFF file');
  let kind: Pick<Header, 'format' | 'rateHz'> | undefined;
  let at = 12;
  while (bytes.length >= at + 8) {
    const name = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    if (name === 'data') {
      if (kind === undefined) throw notWav('its audio comes before its format');
      return { ...kind, dataAt: at + 8, dataBytes: size === 0 || size >= 0xfffffff0 ? Number.POSITIVE_INFINITY : size };
    }
    if (bytes.length < at + 8 + size) return undefined;
    if (name === 'fmt ') kind = parseFormat(bytes.subarray(at + 8, at + 8 + size));
    // Chunks are padded to even lengths.
    at += 8 + size + (size % 2);
  }
  return undefined;
}

function parseFormat(chunk: Buffer): Pick<Header, 'format' | 'rateHz'> {
  if (chunk.length < 16) throw notWav('its format is cut');
  const tag = chunk.readUInt16LE(0);
  const code = tag === extensible && chunk.length >= 26 ? chunk.readUInt16LE(24) : tag;
  const format = formats[`${code}/${chunk.readUInt16LE(14)}`];
  const channels = chunk.readUInt16LE(2);
  const rateHz = chunk.readUInt32LE(4);
  if (format === undefined) throw notWav(`format ${code} with ${chunk.readUInt16LE(14)} bits is not read here`);
  if (channels !== 1) throw notWav(`it has ${channels} channels`);
  if (rateHz < 4_000 || rateHz > 192_000) throw notWav(`${rateHz} Hz`);
  return { format, rateHz };
}

function notWav(reason: string): UndertoneError {
  return new UndertoneError('ENGINE_PROTOCOL', `the engine sent audio that is no usable WAV: ${reason}`);
}
