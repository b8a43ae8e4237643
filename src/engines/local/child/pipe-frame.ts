/**
 * Frames of a piped child: u32 header bytes, u32 sample bytes (both little-endian), a JSON header, samples as signed
 * 16-bit little-endian PCM.
 */
const prefixBytes = 8;
const maxHeaderBytes = 64 * 1024;
/** 10 minutes at 16 kHz: more is a broken peer. */
const maxSampleBytes = 10 * 60 * 16000 * 2;

export function encodePipeFrame(header: object, samples: Int16Array = new Int16Array(0)): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(prefixBytes);
  prefix.writeUInt32LE(json.length, 0);
  prefix.writeUInt32LE(samples.byteLength, 4);
  return Buffer.concat([prefix, json, new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)]);
}

/** Cuts a byte stream into frames, however it was torn by the pipe. */
export class PipeReader<Header extends object> {
  #parts: Buffer[] = [];
  #bytes = 0;

  /** @throws Error when a length is beyond its bound or a header is no JSON object. */
  push(bytes: Buffer): (Header & { samples?: Int16Array })[] {
    this.#parts.push(bytes);
    this.#bytes += bytes.length;
    const messages: (Header & { samples?: Int16Array })[] = [];
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) messages.push(frame);
    return messages;
  }

  #next(): (Header & { samples?: Int16Array }) | undefined {
    if (this.#bytes < prefixBytes) return undefined;
    if ((this.#parts[0]?.length ?? 0) < prefixBytes) this.#join();
    const first = this.#parts[0]!;
    const headerBytes = first.readUInt32LE(0);
    const sampleBytes = first.readUInt32LE(4);
    if (headerBytes > maxHeaderBytes || sampleBytes > maxSampleBytes) throw new Error('a frame longer than its bound');
    const end = prefixBytes + headerBytes + sampleBytes;
    if (this.#bytes < end) return undefined;
    const all = this.#join();
    this.#parts = [all.subarray(end)];
    this.#bytes -= end;
    const header = JSON.parse(all.toString('utf8', prefixBytes, prefixBytes + headerBytes)) as Header;
    return sampleBytes === 0 ? header : { ...header, samples: readSamples(all.subarray(end - sampleBytes, end)) };
  }

  #join(): Buffer {
    const all = this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts);
    this.#parts = [all];
    return all;
  }
}

function readSamples(bytes: Buffer): Int16Array {
  const samples = new Int16Array(bytes.length >> 1);
  for (let index = 0; index < samples.length; index += 1) samples[index] = bytes.readInt16LE(index * 2);
  return samples;
}
