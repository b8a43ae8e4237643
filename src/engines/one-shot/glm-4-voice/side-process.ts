import * as z from 'zod';
import type { EngineHealth } from '../../../agent/engine.js';
import type { Samples } from '../../../core/audio.js';
import { UndertoneError } from '../../../core/errors.js';
import { HttpEndpoint, type HttpEndpointOptions } from '../../wire/http-endpoint.js';
import type { Exchange } from '../../wire/http-exchange.js';
import { parsedJson } from '../../wire/json-lines.js';
import { samplesOf } from '../../wire/pcm.js';
import { wholeBody } from '../../wire/whole-body.js';
import type { Vocabulary } from './answer-tokens.js';

const vocabularySchema = z.object({
  audio_offset: z.int().min(1),
  end_token: z.int().min(0),
  rate_hz: z.int().min(8_000).max(48_000),
});
const tokensSchema = z.object({ tokens: z.array(z.int().min(0)).max(10_000) });
const textSchema = z.object({ text: z.string().max(20_000) });

export interface DecoderVocabulary extends Vocabulary {
  /** Of the decoder's audio. */
  readonly rateHz: number;
}

/**
 * The side process that has the model's tokenizer and decoder, which are Python and not ours; docs/glm-4-voice.md is its
 * wire. All methods throw UndertoneError ENGINE_*, or the signal's reason when it was aborted.
 */
export class SideProcess {
  readonly #endpoint: HttpEndpoint;

  constructor(options: HttpEndpointOptions) {
    this.#endpoint = new HttpEndpoint(options);
  }

  async vocabulary(signal: AbortSignal): Promise<DecoderVocabulary> {
    const answer = await jsonOf(await this.#endpoint.postJson('/v1/vocabulary', {}, signal), vocabularySchema);
    return { audioOffset: answer.audio_offset, endToken: answer.end_token, rateHz: answer.rate_hz };
  }

  /** Codes of a turn's audio, 12.5 a second. @param wavBase64 16 kHz mono */
  async tokenize(wavBase64: string, signal: AbortSignal): Promise<readonly number[]> {
    return (await jsonOf(await this.#endpoint.postJson('/v1/tokenize', { wav: wavBase64 }, signal), tokensSchema))
      .tokens;
  }

  /** All words of these ids; a character may be complete only with the next id. */
  async text(ids: readonly number[], signal: AbortSignal): Promise<string> {
    return (await jsonOf(await this.#endpoint.postJson('/v1/text', { tokens: ids }, signal), textSchema)).text;
  }

  /**
   * Speech of the next codes of an answer.
   * @param stream names the answer, whose blocks fit together
   * @param last the decoder gives out what it held back for the next block, and forgets the answer
   */
  async decode(stream: string, codes: readonly number[], last: boolean, signal: AbortSignal): Promise<Samples> {
    const { body } = await this.#endpoint.postJson('/v1/decode', { stream, tokens: codes, last }, signal);
    return samplesOf(await wholeBody(body), 'pcm16');
  }

  probe(signal: AbortSignal): Promise<EngineHealth> {
    return this.#endpoint.probe('/v1/health', signal);
  }
}

async function jsonOf<T>({ body }: Exchange, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(parsedJson((await wholeBody(body)).toString('utf8')));
  if (parsed.success) return parsed.data;
  throw new UndertoneError('ENGINE_PROTOCOL', 'the side process answered in another shape');
}
