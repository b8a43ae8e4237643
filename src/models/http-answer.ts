import type { PartFile } from './part-file.js';

/** What an answer is to a download that has some bytes already. */
export type Answer =
  /** The bytes that are missing. */
  | { readonly is: 'rest' }
  /** All of it, from the first byte. */
  | { readonly is: 'whole' }
  /** Not here; another place may have it. */
  | { readonly is: 'absent'; readonly reason: string }
  /** What is here does not fit what the server has; begin anew. */
  | { readonly is: 'unfit'; readonly reason: string }
  /** Later, perhaps. */
  | { readonly is: 'busy'; readonly reason: string }
  /** Never. */
  | { readonly is: 'refused'; readonly reason: string };

const busy = [408, 425, 429, 500, 502, 503, 504];
const absent = [404, 410];
const partial = 206;
const rangeNotSatisfiable = 416;

/** Status and headers against `bytes` that are here and `size` that are wanted. */
export function answerOf(response: Pick<Response, 'status' | 'headers'>, bytes: number, size: number): Answer {
  const { status, headers } = response;
  const reason = `HTTP ${status}`;
  if (status === partial) return continuation(headers, bytes, size);
  if (status === rangeNotSatisfiable) return { is: 'unfit', reason };
  if (busy.includes(status)) return { is: 'busy', reason };
  if (absent.includes(status)) return { is: 'absent', reason };
  if (status !== 200) return { is: 'refused', reason };
  const length = headers.get('content-encoding') === null ? headers.get('content-length') : null;
  if (length === null || Number(length) === size) return { is: 'whole' };
  return { is: 'refused', reason: `it has ${length} bytes, the manifest says ${size}` };
}

/** RFC 9110 section 14.4: `bytes FIRST-LAST/LENGTH`, the length possibly `*`. */
function continuation(headers: Headers, bytes: number, size: number): Answer {
  const range = headers.get('content-range') ?? '';
  const [, first, last, length] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(range) ?? [];
  if (length !== undefined && length !== '*' && Number(length) !== size) {
    return { is: 'refused', reason: `it has ${length} bytes, the manifest says ${size}` };
  }
  const fits = Number(first) === bytes && Number(last) < size && headers.get('content-encoding') === null;
  return fits ? { is: 'rest' } : { is: 'unfit', reason: `it was continued with "${range}"` };
}

/** Asks for what is missing, as it was sent: a length and a range mean nothing on compressed data. */
export function requestHeaders(part: Pick<PartFile, 'bytes' | 'origin'>, url: string): Record<string, string> {
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (part.bytes === 0) return headers;
  headers.range = `bytes=${part.bytes}-`;
  // A validator is the server's own; what comes from another place is judged by the hash alone.
  if (part.origin?.url === url && part.origin.validator !== undefined) headers['if-range'] = part.origin.validator;
  return headers;
}

/** RFC 9110 section 13.1.5: a weak ETag must not be used in If-Range. */
export function validatorOf(headers: Headers): string | undefined {
  const tag = headers.get('etag');
  if (tag?.startsWith('"')) return tag;
  return headers.get('last-modified') ?? undefined;
}
