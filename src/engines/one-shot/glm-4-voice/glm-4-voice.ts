import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { EngineHealth } from '../../../agent/engine.js';
import { UndertoneError } from '../../../core/errors.js';
import type { Language } from '../../../core/language.js';
import { HttpEndpoint, type HttpEndpointOptions } from '../../wire/http-endpoint.js';
import { jsonLines } from '../../wire/json-lines.js';
import { withOneRetry } from '../../wire/retry.js';
import type { AnswerPart, OneShotModel, OneShotTurn } from '../model.js';
import { turnWavBase64 } from '../spoken-turn.js';
import { AnswerTokens } from './answer-tokens.js';
import { glmPrompt } from './prompt.js';
import { type DecoderVocabulary, SideProcess } from './side-process.js';

export interface Glm4VoiceOptions extends HttpEndpointOptions {
  /** The side process, at an address of its own. */
  readonly sideProcess: HttpEndpointOptions;
  readonly temperature: number;
  readonly topP: number;
  readonly maxNewTokens: number;
}

const maxLineBytes = 4_096;
const lineSchema = z.object({ token_id: z.int().min(0).optional(), error_code: z.int() });

/** THUDM/GLM-4-Voice: `POST /generate_stream` of model_server.py gives token ids, one a line; a side process the rest. */
export function createGlm4Voice(options: Glm4VoiceOptions): OneShotModel {
  return new Glm4Voice(options);
}

class Glm4Voice implements OneShotModel {
  readonly name = 'glm-4-voice';
  readonly languages: readonly Language[] = ['cmn', 'en'];
  readonly takesText = true;
  readonly #options: Glm4VoiceOptions;
  readonly #endpoint: HttpEndpoint;
  readonly #side: SideProcess;

  constructor(options: Glm4VoiceOptions) {
    this.#options = options;
    this.#endpoint = new HttpEndpoint(options);
    this.#side = new SideProcess(options.sideProcess);
  }

  async *answer(turn: OneShotTurn, signal: AbortSignal): AsyncGenerator<AnswerPart, void, undefined> {
    const [vocabulary, codes] = await Promise.all([
      this.#side.vocabulary(signal),
      turn.input.type === 'text' ? [] : this.#side.tokenize(turnWavBase64(turn), signal),
    ]);
    const tokens = new AnswerTokens(vocabulary);
    const speech = new Speech(this.#side, vocabulary, tokens, signal);
    for await (const id of this.#generate(glmPrompt(turn, codes), signal)) {
      const block = tokens.push(id);
      if (block !== undefined) yield* speech.of(block, false);
      if (tokens.ended) break;
    }
    yield* speech.of(tokens.rest, true);
  }

  /** Both have to be there. */
  async probe(signal: AbortSignal): Promise<EngineHealth> {
    const [model, side] = await Promise.all([this.#endpoint.probe('/', signal), this.#side.probe(signal)]);
    return model.up ? side : model;
  }

  async *#generate(prompt: string, signal: AbortSignal): AsyncGenerator<number, void, undefined> {
    const { clock, temperature, topP, maxNewTokens } = this.#options;
    const request = { prompt, temperature, top_p: topP, max_new_tokens: maxNewTokens };
    const open = () => this.#endpoint.postJson('/generate_stream', request, signal);
    const { body } = await withOneRetry(open, { clock, signal, mayRetry: () => true });
    for await (const value of jsonLines(body, maxLineBytes)) {
      const line = lineSchema.safeParse(value);
      if (!line.success) throw new UndertoneError('ENGINE_PROTOCOL', 'a line of the answer has another shape');
      const { token_id: id, error_code: code } = line.data;
      if (code !== 0 || id === undefined) throw new UndertoneError('ENGINE_FAILED', `the model failed with ${code}`);
      yield id;
    }
  }
}

/** What the side process makes of the tokens: the words that are new, then the speech of a block. */
class Speech {
  readonly #side: SideProcess;
  readonly #vocabulary: DecoderVocabulary;
  readonly #tokens: AnswerTokens;
  readonly #signal: AbortSignal;
  readonly #stream = randomUUID();
  #toldText = '';
  #toldIds = 0;

  constructor(side: SideProcess, vocabulary: DecoderVocabulary, tokens: AnswerTokens, signal: AbortSignal) {
    this.#side = side;
    this.#vocabulary = vocabulary;
    this.#tokens = tokens;
    this.#signal = signal;
  }

  async *of(codes: readonly number[], last: boolean): AsyncGenerator<AnswerPart, void, undefined> {
    const [text, samples] = await Promise.all([
      this.#newText(last),
      this.#side.decode(this.#stream, codes, last, this.#signal),
    ]);
    if (text !== '') yield { type: 'text', text };
    if (samples.length > 0) yield { type: 'audio', samples, rateHz: this.#vocabulary.rateHz };
  }

  async #newText(last: boolean): Promise<string> {
    const ids = this.#tokens.text;
    if (ids.length === this.#toldIds) return '';
    this.#toldIds = ids.length;
    const whole = await this.#side.text(ids, this.#signal);
    // A character that is not complete yet ends in U+FFFD: it is told with the next block.
    const text = last ? whole : whole.replace(/\uFFFD+$/u, '');
    const fresh = text.startsWith(this.#toldText) ? text.slice(this.#toldText.length) : '';
    this.#toldText = text;
    return fresh;
  }
}
