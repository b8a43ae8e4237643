import type { Clock } from '../core/clock.js';
import { UndertoneError } from '../core/errors.js';
import type { ToolRequest } from './request.js';

export interface ExchangeOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * One request and its whole answer, in the time and the size given. Redirects are not followed: a tool's API answers
 * where it was configured.
 * @throws UndertoneError TOOL_TIMEOUT, TOOL_FAILED
 */
export async function exchange(request: ToolRequest, options: ExchangeOptions): Promise<HttpAnswer> {
  const { clock, timeoutMs, maxBytes, signal } = options;
  const late = new AbortController();
  const cancel = clock.setTimer(timeoutMs, () => late.abort(), { background: true });
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      body: request.body ?? null,
      redirect: 'manual',
      signal: AbortSignal.any([late.signal, ...(signal === undefined ? [] : [signal])]),
    });
    return { status: response.status, text: await boundedText(response, maxBytes) };
  } catch (error) {
    if (error instanceof UndertoneError) throw error;
    if (late.signal.aborted) throw new UndertoneError('TOOL_TIMEOUT', `no answer within ${timeoutMs} ms`);
    throw new UndertoneError('TOOL_FAILED', reasonOf(error), {}, { cause: error });
  } finally {
    cancel();
  }
}

async function boundedText(response: Response, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new UndertoneError('TOOL_FAILED', `the answer is longer than ${maxBytes} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** fetch hides what went wrong in `cause`: ECONNREFUSED and the like. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const { code, message } = cause as { code?: string; message?: string };
  return `the API cannot be reached: ${code ?? message ?? 'unknown reason'}`;
}
