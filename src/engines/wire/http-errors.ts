/** What an engine's HTTP answer or a broken connection means for us (RFC 9110 section 15). */
import type { Clock } from '../../core/clock.js';
import { UndertoneError } from '../../core/errors.js';

/**
 * The error of an answer that is not 2xx.
 * @param excerpt beginning of its body, without secrets
 */
export function errorOfStatus(
  status: number,
  retryAfter: string | undefined,
  excerpt: string,
  clock: Clock,
): UndertoneError {
  const details = { status, excerpt };
  const message = `the engine answered HTTP ${status}`;
  if (status === 429 || status === 503) {
    return new UndertoneError('ENGINE_UNAVAILABLE', message, { ...details, retryAfterMs: waitOf(retryAfter, clock) });
  }
  if (status === 401 || status === 403) return new UndertoneError('ENGINE_REFUSED', message, details);
  return new UndertoneError(status >= 500 ? 'ENGINE_FAILED' : 'ENGINE_PROTOCOL', message, details);
}

/** Retry-After in either form (RFC 9110 section 10.2.3), in milliseconds; undefined when there is none to be had. */
function waitOf(retryAfter: string | undefined, clock: Clock): number | undefined {
  if (retryAfter === undefined) return undefined;
  if (/^\s*\d{1,9}\s*$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const atMs = Date.parse(retryAfter);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - clock.wallMs());
}

/** Codes of OpenSSL's certificate checks (`tls` in the Node.js manual). */
const certificateCode =
  /^(?:CERT_|UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)/;

/** The error of a connection that cannot be made, or that broke before or after the answer began. */
export function errorOfConnection(thrown: unknown, begun: boolean): UndertoneError {
  if (thrown instanceof UndertoneError) return thrown;
  const { code = '', name, message } = rootOf(thrown);
  const details = { code, reason: message };
  if (certificateCode.test(code)) {
    return new UndertoneError('ENGINE_REFUSED', `the engine's certificate is not trusted: ${code}`, details);
  }
  if (name === 'HTTPParserError')
    return new UndertoneError('ENGINE_PROTOCOL', 'the engine does not speak HTTP', details);
  if (begun) return new UndertoneError('ENGINE_FAILED', `the engine broke off: ${code || message}`, details);
  return new UndertoneError('ENGINE_UNAVAILABLE', `the engine cannot be reached: ${code || message}`, details);
}

function rootOf(thrown: unknown): {
  readonly code?: string | undefined;
  readonly name?: string;
  readonly message: string;
} {
  let error: unknown = thrown;
  while (error instanceof Error && error.cause instanceof Error) error = error.cause;
  return error instanceof Error ? (error as NodeJS.ErrnoException) : { message: String(thrown) };
}
