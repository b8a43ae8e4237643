import { type Clock, sleep } from '../../core/clock.js';
import { asUndertoneError, type UndertoneError } from '../../core/errors.js';

export interface RetryOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** False once something of the answer has been used: what was heard cannot be asked for again. */
  readonly mayRetry: () => boolean;
  /** 0 to 1, for the back-off; default: random. */
  readonly jitter?: () => number;
}

/** A busy engine that asks for more is busy for too long for a caller who waits. */
const maxRetryAfterMs = 2_000;
const backOffMs = 150;

/**
 * Tries `attempt` a second time, at most once, where that may help: the connection failed or the engine was busy or
 * broke, and nothing was used yet. Not after a time-out: the caller has waited long enough.
 * @throws what the last attempt threw
 */
export async function withOneRetry<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { clock, signal, mayRetry } = options;
  try {
    return await attempt();
  } catch (thrown) {
    const waitMs = waitBefore(asUndertoneError(thrown), options);
    if (waitMs === undefined || signal.aborted || !mayRetry()) throw thrown;
    await sleep(clock, waitMs);
    signal.throwIfAborted();
    return await attempt();
  }
}

function waitBefore({ code, details }: UndertoneError, { jitter = Math.random }: RetryOptions): number | undefined {
  if (code !== 'ENGINE_UNAVAILABLE' && code !== 'ENGINE_FAILED') return undefined;
  const { retryAfterMs } = details;
  if (typeof retryAfterMs !== 'number') return backOffMs * (0.5 + jitter());
  return retryAfterMs <= maxRetryAfterMs ? retryAfterMs : undefined;
}
