/** Samples to an Ogg Opus stream and back (RFC 7845), a page at a time. */
import type { Samples } from '../../core/audio.js';
import { OggReader, oggPageBytes } from './ogg-page.js';
import type { OpusCodec } from './opus-codec.js';
import { isOpusTags, opusHeadBytes, opusTagsBytes, readOpusHead } from './opus-header.js';

const granuleRateHz = 48_000;
/** Encoder look-ahead of libopus for speech at 48 kHz: 2.5 ms of CELT and 4 ms of delay compensation (RFC 7845 section 4.2). */
const preSkip = 312;
/** Opus packets of 20 ms, the best for speech (RFC 6716 section 2.1.4). */
const packetsPerSecond = 50;

export class OggOpusWriter {
  readonly #codec: OpusCodec;
  readonly #rateHz: number;
  readonly #serial: number;
  #sequence = 0;
  #samples = 0;

  constructor(codec: OpusCodec, rateHz: number, serial: number) {
    this.#codec = codec;
    this.#rateHz = rateHz;
    this.#serial = serial;
  }

  /**
   * One page with the audio, after the two header pages where it is the first.
   * @param samples a multiple of 20 ms
   */
  page(samples: Samples): Uint8Array {
    const headers = this.#sequence === 0 ? this.#headers() : [];
    const size = this.#rateHz / packetsPerSecond;
    const packets: Uint8Array[] = [];
    for (let at = 0; at < samples.length; at += size) packets.push(this.#codec.encode(samples.subarray(at, at + size)));
    this.#samples += samples.length;
    const granule = BigInt(preSkip + Math.round((this.#samples * granuleRateHz) / this.#rateHz));
    return Buffer.concat([...headers, this.#bytes(packets, granule)]);
  }

  #headers(): Uint8Array[] {
    const head = opusHeadBytes({ channels: 1, preSkip, inputRateHz: this.#rateHz });
    return [this.#bytes([head], 0n), this.#bytes([opusTagsBytes('undertone')], 0n)];
  }

  #bytes(packets: readonly Uint8Array[], granule: bigint): Uint8Array {
    const sequence = this.#sequence;
    this.#sequence += 1;
    return oggPageBytes({ first: sequence === 0, granule, serial: this.#serial, sequence, packets });
  }
}

export class OggOpusReader {
  readonly #codec: OpusCodec;
  readonly #rateHz: number;
  readonly #pages = new OggReader();
  /** Samples at our rate still to be left out. */
  #skip = 0;

  constructor(codec: OpusCodec, rateHz: number) {
    this.#codec = codec;
    this.#rateHz = rateHz;
  }

  /** @throws UndertoneError ENGINE_PROTOCOL for what is no mono Ogg Opus */
  push(bytes: Uint8Array): Samples[] {
    return this.#pages.push(bytes).flatMap((packet) => this.#samplesOf(packet));
  }

  #samplesOf(packet: Uint8Array): Samples[] {
    const head = readOpusHead(packet);
    if (head !== undefined) {
      this.#skip = Math.round((head.preSkip * this.#rateHz) / granuleRateHz);
      return [];
    }
    if (isOpusTags(packet)) return [];
    const decoded = this.#codec.decode(packet);
    const samples = decoded.subarray(this.#skip);
    this.#skip -= decoded.length - samples.length;
    return samples.length === 0 ? [] : [samples];
  }
}
