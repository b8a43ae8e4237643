import type { EngineHealth } from '../../agent/engine.js';
import type { Clock } from '../../core/clock.js';
import { asUndertoneError } from '../../core/errors.js';
import { type Exchange, type ExchangeLimits, openExchange } from './http-exchange.js';
import type { WireTap } from './wire-tap.js';

export interface HttpEndpointOptions {
  readonly clock: Clock;
  /** Address that paths are appended to, such as `http://127.0.0.1:8000/v1`. */
  readonly url: string;
  /** Sent as `Authorization: Bearer`; none is sent when absent. */
  readonly key?: string | undefined;
  /** URL of an HTTP proxy that tunnels (CONNECT). */
  readonly proxy?: string | undefined;
  readonly tap?: WireTap | undefined;
  readonly limits?: Partial<ExchangeLimits> | undefined;
}

const defaultLimits: ExchangeLimits = {
  connectMs: 2_000,
  firstByteMs: 8_000,
  idleMs: 5_000,
  maxBytes: 64 * 1024 * 1024,
};
/** A probe is asked again and again, and holds up an admission. */
const probeLimits: ExchangeLimits = { connectMs: 1_000, firstByteMs: 2_000, idleMs: 1_000, maxBytes: 1024 * 1024 };

/** An engine's HTTP API at one address, with the credentials for it. */
export class HttpEndpoint {
  readonly #options: HttpEndpointOptions;
  readonly #limits: ExchangeLimits;

  constructor(options: HttpEndpointOptions) {
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
  }

  /** @throws UndertoneError as openExchange does */
  postJson(path: string, value: unknown, signal: AbortSignal): Promise<Exchange> {
    return this.#open(
      'POST',
      path,
      JSON.stringify(value),
      { 'content-type': 'application/json' },
      this.#limits,
      signal,
    );
  }

  /** As `multipart/form-data`. @throws UndertoneError as openExchange does */
  postForm(path: string, form: FormData, signal: AbortSignal): Promise<Exchange> {
    return this.#open('POST', path, form, {}, this.#limits, signal);
  }

  /** Up when the engine answers, even that it has no such page; down when it is not there, busy, broken or refuses us. */
  async probe(path: string, signal: AbortSignal): Promise<EngineHealth> {
    try {
      const { body } = await this.#open('GET', path, undefined, {}, probeLimits, signal);
      for await (const _ of body) break;
      return { up: true };
    } catch (thrown) {
      const error = asUndertoneError(thrown);
      return error.code === 'ENGINE_PROTOCOL' && error.details.status !== undefined
        ? { up: true }
        : { up: false, error };
    }
  }

  #open(
    method: 'GET' | 'POST',
    path: string,
    body: string | FormData | undefined,
    headers: Readonly<Record<string, string>>,
    limits: ExchangeLimits,
    signal: AbortSignal,
  ): Promise<Exchange> {
    const { clock, url, key, proxy, tap } = this.#options;
    return openExchange({
      clock,
      url: url.replace(/\/+$/, '') + path,
      method,
      headers: key === undefined ? headers : { ...headers, authorization: `Bearer ${key}` },
      body,
      signal,
      limits,
      proxy,
      tap,
      secrets: key === undefined ? [] : [key],
    });
  }
}
