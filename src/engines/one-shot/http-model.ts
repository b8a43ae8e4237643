import type { EngineHealth } from '../../agent/engine.js';
import type { Language } from '../../core/language.js';
import { HttpEndpoint, type HttpEndpointOptions } from '../wire/http-endpoint.js';
import type { Exchange } from '../wire/http-exchange.js';
import { withOneRetry } from '../wire/retry.js';
import type { AnswerPart, OneShotModel, OneShotTurn } from './model.js';

/** The wire of a model that takes a turn in one request and answers in its response. */
export interface OneShotDialect {
  readonly name: string;
  readonly languages: readonly Language[];
  readonly path: string;
  /** Body of the request, sent as JSON. */
  request(turn: OneShotTurn): Readonly<Record<string, unknown>>;
  /** @throws UndertoneError ENGINE_PROTOCOL, ENGINE_FAILED; what the body throws */
  parts(answer: Exchange): AsyncIterable<AnswerPart>;
}

export function createHttpModel(dialect: OneShotDialect, options: HttpEndpointOptions): OneShotModel {
  return new HttpModel(dialect, options);
}

class HttpModel implements OneShotModel {
  readonly name: string;
  readonly languages: readonly Language[];
  readonly takesText = false;
  readonly #dialect: OneShotDialect;
  readonly #endpoint: HttpEndpoint;
  readonly #options: HttpEndpointOptions;

  constructor(dialect: OneShotDialect, options: HttpEndpointOptions) {
    this.#dialect = dialect;
    this.#options = options;
    this.#endpoint = new HttpEndpoint(options);
    this.name = dialect.name;
    this.languages = dialect.languages;
  }

  async *answer(turn: OneShotTurn, signal: AbortSignal): AsyncGenerator<AnswerPart, void, undefined> {
    const { path } = this.#dialect;
    const request = this.#dialect.request(turn);
    const open = () => this.#endpoint.postJson(path, request, signal);
    yield* this.#dialect.parts(await withOneRetry(open, { clock: this.#options.clock, signal, mayRetry: () => true }));
  }

  /** None of them has a page for it: that they answer at all is all there is to know. */
  probe(signal: AbortSignal): Promise<EngineHealth> {
    return this.#endpoint.probe('/', signal);
  }
}
