import type { IncomingHttpHeaders } from 'node:http';
import type { Cancel, Clock } from '../../core/clock.js';
import { UndertoneError } from '../../core/errors.js';
import { nextConnectionNumber } from './connection-number.js';
import { dispatcherFor } from './http-dispatchers.js';
import { errorOfConnection, errorOfStatus } from './http-errors.js';
import { HttpResponse } from './http-response.js';
import { headersWithoutSecrets, urlWithoutSecrets, withoutSecrets } from './secrets.js';
import type { WireEvent, WireTap } from './wire-tap.js';

export interface ExchangeLimits {
  /** Until the connection stands (names, TCP, TLS, proxy). A kept one stands at once. */
  readonly connectMs: number;
  /** From then until the first byte of the answer's body; headers alone are no answer. */
  readonly firstByteMs: number;
  /** Between two parts of the body, while one is waited for. */
  readonly idleMs: number;
  /** Of the whole body. */
  readonly maxBytes: number;
}

export interface ExchangeOptions {
  readonly clock: Clock;
  /** http or https. */
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | FormData | undefined;
  /** Aborted: the exchange ends at once, which the engine sees as a closed connection. */
  readonly signal: AbortSignal;
  readonly limits: ExchangeLimits;
  /** URL of an HTTP proxy that tunnels (CONNECT). */
  readonly proxy?: string | undefined;
  readonly tap?: WireTap | undefined;
  /** Values that must not get into recordings and error details. */
  readonly secrets: readonly string[];
}

export interface Exchange {
  /** 200 to 299. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** For one reader; leaving it before the end closes the connection. Throws what openExchange throws. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Of an error's body, in the details. */
const maxExcerptBytes = 2048;

/**
 * Sends a request and gives its answer as soon as it begins. Redirects are not followed: an engine answers where it was
 * configured. TLS is verified. Nothing is tried again (see retry.ts).
 * @throws UndertoneError ENGINE_UNAVAILABLE (no connection, 429, 503: `retryAfterMs` in the details), ENGINE_TIMEOUT,
 *   ENGINE_REFUSED (401, 403, certificate), ENGINE_FAILED (5xx, broken off), ENGINE_PROTOCOL (everything else that is
 *   not 2xx, no HTTP, too long); the signal's reason when it was aborted
 */
export async function openExchange(options: ExchangeOptions): Promise<Exchange> {
  const body = await encodedBody(options.body);
  options.signal.throwIfAborted();
  const running = new RunningExchange(options);
  const { status, headers } = await running.open(body);
  if (status >= 200 && status <= 299) return { status, headers, body: running.body() };
  const excerpt = withoutSecrets(await running.excerpt(), options.secrets);
  throw errorOfStatus(status, headers['retry-after'], excerpt, options.clock);
}

interface EncodedBody {
  readonly bytes: string | Uint8Array | null;
  readonly contentType: string | undefined;
}

/** A form is encoded here, so that the recorder sees the bytes that are sent. */
async function encodedBody(body: ExchangeOptions['body']): Promise<EncodedBody> {
  if (!(body instanceof FormData)) return { bytes: body ?? null, contentType: undefined };
  const encoded = new Response(body);
  return {
    bytes: new Uint8Array(await encoded.arrayBuffer()),
    contentType: encoded.headers.get('content-type') ?? undefined,
  };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

class RunningExchange {
  readonly #options: ExchangeOptions;
  readonly #number = nextConnectionNumber();
  readonly #response: HttpResponse;
  readonly #answer: Promise<Answer>;
  #resolveAnswer!: (answer: Answer) => void;
  #rejectAnswer!: (reason: unknown) => void;
  #cancelTimer: Cancel = () => {};
  #firstByteByMs = Number.POSITIVE_INFINITY;
  #begun = false;
  #bytes = 0;
  readonly #onAbort = (): void => this.#giveUp(this.#options.signal.reason as Error, 'aborted');

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#answer = new Promise((resolve, reject) => {
      this.#resolveAnswer = resolve;
      this.#rejectAnswer = reject;
    });
    this.#response = new HttpResponse({
      started: () => this.#started(),
      answered: (status, headers) => this.#answered(status, headers),
      received: (data) => this.#tap({ type: 'data', connection: this.#number, direction: 'received', data }),
      ended: (error) => this.#ended(error),
    });
  }

  open({ bytes, contentType }: EncodedBody): Promise<Answer> {
    const { url, method, headers, signal, secrets, limits, proxy } = this.#options;
    const { origin, pathname, search } = new URL(url);
    const sent = contentType === undefined ? headers : { ...headers, 'content-type': contentType };
    const recorded = { url: urlWithoutSecrets(url, secrets), headers: headersWithoutSecrets(sent, secrets) };
    this.#tap({ type: 'opened', connection: this.#number, method, ...recorded });
    if (bytes !== null) this.#tap({ type: 'data', connection: this.#number, direction: 'sent', data: bytes });
    signal.addEventListener('abort', this.#onAbort, { once: true });
    this.#limit(limits.connectMs, `no connection within ${limits.connectMs} ms`);
    const request = { origin, path: pathname + search, method, headers: sent, body: bytes };
    try {
      dispatcherFor(proxy).dispatch(request, this.#response);
    } catch (thrown) {
      this.#response.abort(thrown as Error);
    }
    return this.#answer;
  }

  async *body(): AsyncGenerator<Uint8Array, void, undefined> {
    const { limits, signal } = this.#options;
    try {
      for (;;) {
        const chunk = await this.#next();
        if (chunk === undefined) return;
        this.#bytes += chunk.byteLength;
        if (this.#bytes > limits.maxBytes) {
          throw new UndertoneError('ENGINE_PROTOCOL', `the answer is longer than ${limits.maxBytes} bytes`);
        }
        yield chunk;
      }
    } catch (thrown) {
      if (signal.aborted) throw signal.reason;
      throw errorOfConnection(thrown, true);
    } finally {
      this.#giveUp(new UndertoneError('ENGINE_FAILED', 'the rest of the answer was not wanted'), 'left');
    }
  }

  /** The beginning of a body that explains an error, as far as it can be had. */
  async excerpt(): Promise<string> {
    const parts: Uint8Array[] = [];
    try {
      for await (const chunk of this.body()) {
        parts.push(chunk);
        if (this.#bytes >= maxExcerptBytes) break;
      }
    } catch (thrown) {
      if (this.#options.signal.aborted) throw thrown;
    }
    return Buffer.concat(parts).subarray(0, maxExcerptBytes).toString('utf8');
  }

  async #next(): Promise<Uint8Array | undefined> {
    const { clock, limits } = this.#options;
    if (this.#bytes === 0) {
      this.#limit(this.#firstByteByMs - clock.nowMs(), `no answer within ${limits.firstByteMs} ms`);
    } else this.#limit(limits.idleMs, `nothing came for ${limits.idleMs} ms`);
    try {
      return await this.#response.take();
    } finally {
      this.#cancelTimer();
    }
  }

  #started(): void {
    const { clock, limits } = this.#options;
    this.#firstByteByMs = clock.nowMs() + limits.firstByteMs;
    this.#limit(limits.firstByteMs, `no answer within ${limits.firstByteMs} ms`);
  }

  #answered(status: number, headers: IncomingHttpHeaders): void {
    this.#cancelTimer();
    this.#begun = true;
    const recorded = headersWithoutSecrets(headers, this.#options.secrets);
    this.#tap({ type: 'answered', connection: this.#number, status, headers: recorded });
    this.#resolveAnswer({ status, headers });
  }

  #ended(error: Error | undefined): void {
    const { signal } = this.#options;
    this.#cancelTimer();
    signal.removeEventListener('abort', this.#onAbort);
    if (error === undefined) this.#tap({ type: 'closed', connection: this.#number, by: 'engine', reason: 'complete' });
    else this.#tap({ type: 'closed', connection: this.#number, by: this.#closedBy, reason: this.#closeReason(error) });
    if (!this.#begun) this.#rejectAnswer(signal.aborted ? signal.reason : errorOfConnection(error, false));
  }

  #closedBy: 'us' | 'engine' = 'engine';
  #reason: string | undefined;

  #closeReason(error: Error): string {
    return this.#reason ?? withoutSecrets(error.message, this.#options.secrets);
  }

  #limit(delayMs: number, message: string): void {
    this.#cancelTimer();
    const late = () => this.#giveUp(new UndertoneError('ENGINE_TIMEOUT', message), message);
    this.#cancelTimer = this.#options.clock.setTimer(delayMs, late, { background: true });
  }

  #giveUp(error: Error, reason: string): void {
    this.#closedBy = 'us';
    this.#reason ??= reason;
    this.#response.abort(error);
  }

  #tap(event: WireEvent): void {
    this.#options.tap?.(withoutSecretData(event, this.#options.secrets));
  }
}

function withoutSecretData(event: WireEvent, secrets: readonly string[]): WireEvent {
  if (event.type !== 'data' || typeof event.data !== 'string') return event;
  return { ...event, data: withoutSecrets(event.data, secrets) };
}
