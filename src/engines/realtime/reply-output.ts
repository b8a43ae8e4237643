/** What the caller gets to hear of a reply: samples, or G.711 payloads as they came. */
import type { EngineEvent, PassThroughCodec } from '../../agent/engine.js';
import { UndertoneError } from '../../core/errors.js';
import { base64Bytes, SampleReader } from '../wire/pcm.js';
import { ReplyAudio } from '../wire/reply-audio.js';

export interface ReplyOutputOptions {
  readonly replyId: number;
  readonly outputRateHz: number;
  readonly codec: PassThroughCodec | undefined;
  readonly maxMs: number;
  readonly emit: (event: EngineEvent) => void;
}

export interface ReplyOutput {
  /** Of the audio so far. */
  readonly lengthMs: number;
  readonly allText: string;
  /** Spoken from the end of the audio so far on. */
  text(text: string): void;
  /**
   * @param rateHz of PCM, where the engine says it
   * @throws UndertoneError ENGINE_PROTOCOL for what is no base64, or when the reply gets too long
   */
  audio(base64: string, rateHz: number | undefined): void;
  close(): void;
}

export function replyOutput(options: ReplyOutputOptions): ReplyOutput {
  return options.codec === undefined ? new PcmOutput(options) : new PayloadOutput(options);
}

class PcmOutput implements ReplyOutput {
  readonly #options: ReplyOutputOptions;
  readonly #audio: ReplyAudio;
  readonly #reader = new SampleReader('pcm16');

  constructor(options: ReplyOutputOptions) {
    this.#options = options;
    this.#audio = new ReplyAudio(options);
  }

  get lengthMs(): number {
    return this.#audio.lengthMs;
  }

  get allText(): string {
    return this.#audio.allText;
  }

  text(text: string): void {
    this.#audio.text(text);
  }

  audio(base64: string, rateHz = this.#options.outputRateHz): void {
    const samples = this.#reader.push(base64Bytes(base64));
    if (samples.length > 0) this.#audio.audio(samples, rateHz);
  }

  close(): void {
    this.#audio.close();
  }
}

const payloadBytesPerMs = 8;
/** What is longer is told in parts, so that playing may begin. */
const maxPayloadMs = 200;

class PayloadOutput implements ReplyOutput {
  readonly #options: ReplyOutputOptions;
  #bytes = 0;
  #text = '';

  constructor(options: ReplyOutputOptions) {
    this.#options = options;
  }

  get lengthMs(): number {
    return this.#bytes / payloadBytesPerMs;
  }

  get allText(): string {
    return this.#text;
  }

  text(text: string): void {
    if (text === '') return;
    this.#text += text;
    this.#options.emit({ type: 'text', replyId: this.#options.replyId, text, atMs: this.lengthMs });
  }

  audio(base64: string): void {
    const { replyId, maxMs, emit } = this.#options;
    const all = base64Bytes(base64);
    const bytes = all.subarray(0, Math.max(0, maxMs * payloadBytesPerMs - this.#bytes));
    this.#bytes += bytes.length;
    const step = maxPayloadMs * payloadBytesPerMs;
    for (let at = 0; at < bytes.length; at += step) {
      emit({ type: 'payload', replyId, payload: bytes.subarray(at, at + step) });
    }
    if (bytes.length < all.length) throw new UndertoneError('ENGINE_PROTOCOL', `the reply is longer than ${maxMs} ms`);
  }

  close(): void {}
}
