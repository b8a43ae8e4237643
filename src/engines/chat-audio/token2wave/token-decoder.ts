import { randomUUID } from 'node:crypto';
import type { EngineHealth } from '../../../agent/engine.js';
import type { Samples } from '../../../core/audio.js';
import type { Clock } from '../../../core/clock.js';
import { UndertoneError } from '../../../core/errors.js';
import { HttpEndpoint } from '../../wire/http-endpoint.js';
import { type ExchangeLimits, openExchange } from '../../wire/http-exchange.js';
import { wholeBody } from '../../wire/whole-body.js';
import type { WireTap } from '../../wire/wire-tap.js';
import { headLengthHeader, toWaveBody, waveOf } from './infer-message.js';
import { type ChunkSizes, ditChunks, type TokenChunk, TokenChunker } from './token-chunker.js';

export interface TokenDecoderOptions {
  readonly clock: Clock;
  /** Of the Triton server, such as `http://127.0.0.1:18000`. */
  readonly url: string;
  /** Model that turns tokens into audio; default `token2wav_dit`. */
  readonly model?: string | undefined;
  readonly key?: string | undefined;
  readonly proxy?: string | undefined;
  readonly tap?: WireTap | undefined;
  readonly chunks?: ChunkSizes | undefined;
  readonly limits: ExchangeLimits;
  /** A few seconds of the voice to speak with: 16 kHz mono, float32 little-endian. */
  readonly reference: () => Promise<Uint8Array>;
}

/** What `token2wav_dit` gives. */
export const decodedRateHz = 24_000;
/** Levels of the model's queue. Later chunks of a reply can wait, since earlier ones are being played. */
const lowestPriority = 10;

/** CosyVoice's token-to-wave model behind a Triton server (HTTP): what StepFun's own server leaves to others. */
export class TokenDecoder {
  readonly #options: TokenDecoderOptions;
  readonly #endpoint: HttpEndpoint;

  constructor(options: TokenDecoderOptions) {
    this.#options = options;
    this.#endpoint = new HttpEndpoint(options);
  }

  /** Whether the model is loaded (`GET /v2/models/NAME/ready` of the protocol). */
  probe(signal: AbortSignal): Promise<EngineHealth> {
    return this.#endpoint.probe(`/v2/models/${this.#model}/ready`, signal);
  }

  /**
   * @param onAudio samples at decodedRateHz, in order
   * @param onFailed at most once, when a chunk cannot be decoded
   */
  stream(signal: AbortSignal, onAudio: (samples: Samples) => void, onFailed: (error: unknown) => void): WaveStream {
    const streamId = randomUUID();
    return new WaveStream(this.#options.chunks ?? ditChunks, onFailed, {
      decode: async (chunk, index) => onAudio(await this.#decode(streamId, chunk, index, signal)),
      // Not with the reply's signal, which may be the reason.
      release: async (chunk) => {
        await this.#decode(streamId, chunk, lowestPriority, new AbortController().signal);
      },
    });
  }

  async #decode(streamId: string, { tokens, final }: TokenChunk, index: number, signal: AbortSignal): Promise<Samples> {
    const { clock, url, key, proxy, tap, limits, reference } = this.#options;
    const priority = Math.min(lowestPriority, index + 1);
    const { headBytes, bytes } = toWaveBody({ streamId, codes: tokens, final, priority, reference: await reference() });
    const { headers, body } = await openExchange({
      clock,
      url: `${url.replace(/\/+$/, '')}/v2/models/${this.#model}/infer`,
      method: 'POST',
      headers: {
        'content-type': 'application/octet-stream',
        [headLengthHeader]: String(headBytes),
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      },
      body: bytes,
      signal,
      limits,
      proxy,
      tap,
      secrets: key === undefined ? [] : [key],
    });
    const headLength = headers[headLengthHeader];
    return waveOf(await wholeBody(body), typeof headLength === 'string' ? Number(headLength) : undefined);
  }

  get #model(): string {
    return encodeURIComponent(this.#options.model ?? 'token2wav_dit');
  }
}

/** Minutes of speech; the model is told to stop long before. */
const maxWaitingChunks = 256;

interface ChunkCalls {
  readonly decode: (chunk: TokenChunk, index: number) => Promise<void>;
  /** Tells the decoder that nothing more comes; what it answers is not used. */
  readonly release: (chunk: TokenChunk) => Promise<void>;
}

/** One reply's tokens to audio, one chunk at a time: the decoder keeps the state of the stream between them. */
export class WaveStream {
  readonly #chunker: TokenChunker;
  readonly #calls: ChunkCalls;
  readonly #onFailed: (error: unknown) => void;
  #chain: Promise<void> = Promise.resolve();
  #index = 0;
  #waiting = 0;
  /** Of a stream that the decoder holds state for. */
  #lastSent: TokenChunk | undefined;

  constructor(chunks: ChunkSizes, onFailed: (error: unknown) => void, calls: ChunkCalls) {
    this.#chunker = new TokenChunker(chunks);
    this.#onFailed = onFailed;
    this.#calls = calls;
  }

  /** @throws UndertoneError ENGINE_UNAVAILABLE when the decoder does not keep up */
  push(codes: readonly number[]): void {
    for (const chunk of this.#chunker.push(codes)) this.#enqueue(chunk);
  }

  /** Resolves when everything pushed has been told. @throws what a chunk failed with */
  async end(): Promise<void> {
    const last = this.#chunker.end();
    if (last !== undefined) this.#enqueue(last);
    await this.#chain;
  }

  /**
   * Frees what the decoder keeps for a stream that was given up: it forgets a stream at its final chunk only
   * (token2wav_dit.py, streaming_flow_cache). Harmless after end().
   */
  close(): void {
    if (this.#lastSent === undefined || this.#lastSent.final) return;
    const { tokens } = this.#lastSent;
    this.#lastSent = undefined;
    this.#calls.release({ tokens, final: true }).catch(() => {
      // The decoder is gone, or busy; then there is nothing to free, or nothing to be done.
    });
  }

  #enqueue(chunk: TokenChunk): void {
    this.#waiting += 1;
    if (this.#waiting > maxWaitingChunks) throw new UndertoneError('ENGINE_UNAVAILABLE', 'the decoder falls behind');
    const index = this.#index;
    this.#index += 1;
    this.#chain = this.#chain.then(async () => {
      this.#lastSent = chunk;
      await this.#calls.decode(chunk, index);
      this.#waiting -= 1;
    });
    this.#chain.catch(this.#onFailed);
  }
}
