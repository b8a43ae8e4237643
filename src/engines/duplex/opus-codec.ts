/**
 * libopus (RFC 6716) in WebAssembly, mono. opusscript's own wrapper keeps views of a memory that moves when it grows and
 * writes at twice the address it allocated, which is another call's memory once there are a hundred; so its compiled
 * module is used directly (docs/adr/0113-ogg-opus-in-process.md).
 */
import { createRequire } from 'node:module';
import type { Samples } from '../../core/audio.js';
import { UndertoneError } from '../../core/errors.js';

/** One encoder and one decoder. */
interface NativeCodec {
  _encoder_ctl(request: number, value: number): number;
  /** Bytes of `pcmAt`, each in the low half of a 16-bit word. Returns the packet's length or a negative error. */
  _encode(pcmAt: number, pcmBytes: number, packetAt: number, frameSamples: number): number;
  /** Writes 16-bit words as above; returns samples or a negative error. */
  _decode(packetAt: number, packetBytes: number, pcmAt: number): number;
}

interface NativeModule {
  readonly HEAPU8: Uint8Array;
  readonly HEAPU16: Uint16Array;
  readonly OpusScriptHandler: {
    new (rateHz: number, channels: number, application: number): NativeCodec;
    destroy_handler(codec: NativeCodec): void;
  };
  _malloc(bytes: number): number;
  _free(at: number): void;
}

/** OPUS_APPLICATION_VOIP of opus_defines.h. */
const voip = 2048;
/** OPUS_SET_COMPLEXITY_REQUEST of opus_defines.h; 5 of 10 takes three fifths of the time of the default 9. */
const setComplexity = 4010;
const complexity = 5;
/** Three frames of the longest that Opus makes (RFC 6716 section 3.2.1); longer packets are no speech. */
const maxPacketBytes = 3 * 1275 + 7;
/** 120 ms at 24 kHz, 60 ms at 48 kHz: what the module decodes into. */
const maxFrameSamples = 2_880;
/** A sample is two 16-bit words. */
const sampleBytes = 4;

let shared: NativeModule | undefined;

/** Compiled on first use: 0.3 MB that only Opus engines need. */
function nativeModule(): NativeModule {
  const load = createRequire(import.meta.url)('opusscript/build/opusscript_native_wasm.js') as () => NativeModule;
  shared ??= load();
  return shared;
}

export type OpusRateHz = 8000 | 12000 | 16000 | 24000 | 48000;

export class OpusCodec {
  readonly #native = nativeModule();
  readonly #codec: NativeCodec;
  readonly #pcmAt = this.#native._malloc(maxFrameSamples * sampleBytes);
  readonly #packetAt = this.#native._malloc(maxPacketBytes);
  #isClosed = false;

  /** close() it. */
  constructor(rateHz: OpusRateHz) {
    this.#codec = new this.#native.OpusScriptHandler(rateHz, 1, voip);
    this.#codec._encoder_ctl(setComplexity, complexity);
  }

  /** @param frame 2.5, 5, 10, 20, 40 or 60 ms */
  encode(frame: Samples): Uint8Array {
    const { HEAPU16 } = this.#native;
    let at = this.#pcmAt >> 1;
    for (const sample of frame) {
      HEAPU16[at++] = sample & 0xff;
      HEAPU16[at++] = (sample >> 8) & 0xff;
    }
    const length = this.#codec._encode(this.#pcmAt, frame.length * 2, this.#packetAt, frame.length);
    if (length < 0) throw new UndertoneError('BUG', `libopus encode: ${length}`);
    return this.#native.HEAPU8.slice(this.#packetAt, this.#packetAt + length);
  }

  /** @throws UndertoneError ENGINE_PROTOCOL when the packet is none */
  decode(packet: Uint8Array): Samples {
    if (packet.length === 0 || packet.length > maxPacketBytes) throw noPacket(`${packet.length} bytes`);
    this.#native.HEAPU8.set(packet, this.#packetAt);
    const count = this.#codec._decode(this.#packetAt, packet.length, this.#pcmAt);
    if (count < 0) throw noPacket(`libopus decode: ${count}`);
    const { HEAPU16 } = this.#native;
    const samples = new Int16Array(count);
    for (let index = 0, at = this.#pcmAt >> 1; index < count; index += 1, at += 2) {
      samples[index] = (HEAPU16[at]! & 0xff) | (HEAPU16[at + 1]! << 8);
    }
    return samples;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#native.OpusScriptHandler.destroy_handler(this.#codec);
    this.#native._free(this.#pcmAt);
    this.#native._free(this.#packetAt);
  }
}

const noPacket = (why: string): UndertoneError => new UndertoneError('ENGINE_PROTOCOL', `no Opus packet: ${why}`);
