import { describe, expect, test } from 'vitest';
import { answerOf, requestHeaders, validatorOf } from '#src/models/http-answer.js';

const answer = (status: number, headers: Record<string, string>) =>
  answerOf({ status, headers: new Headers(headers) }, 40, 100);

describe('an answer to a download that has 40 of 100 bytes', () => {
  test.each<[string, number, Record<string, string>, string]>([
    ['the rest', 206, { 'content-range': 'bytes 40-99/100' }, 'rest'],
    ['the rest, of a length that the server does not know', 206, { 'content-range': 'bytes 40-99/*' }, 'rest'],
    ['a part of the rest', 206, { 'content-range': 'bytes 40-59/100' }, 'rest'],
    ['another part', 206, { 'content-range': 'bytes 39-99/100' }, 'unfit'],
    ['too much', 206, { 'content-range': 'bytes 40-100/*' }, 'unfit'],
    ['a part of another file', 206, { 'content-range': 'bytes 40-119/120' }, 'refused'],
    ['a part that says not which', 206, {}, 'unfit'],
    ['several parts', 206, { 'content-type': 'multipart/byteranges; boundary=x' }, 'unfit'],
    ['a compressed part', 206, { 'content-range': 'bytes 40-99/100', 'content-encoding': 'gzip' }, 'unfit'],
    ['nothing beyond the end', 416, { 'content-range': 'bytes */40' }, 'unfit'],
    ['all of it', 200, { 'content-length': '100' }, 'whole'],
    ['all of it, of unknown length', 200, {}, 'whole'],
    ['all of it, compressed', 200, { 'content-length': '70', 'content-encoding': 'gzip' }, 'whole'],
    ['another file', 200, { 'content-length': '99' }, 'refused'],
    ['nothing', 204, {}, 'refused'],
    ['not here', 404, {}, 'absent'],
    ['gone', 410, {}, 'absent'],
    ['not allowed', 401, {}, 'refused'],
    ['too many requests', 429, {}, 'busy'],
    ['an overloaded server', 503, {}, 'busy'],
  ])('%s', (_name, status, headers, is) => {
    expect(answer(status, headers)).toMatchObject({ is });
  });
});

const url = 'https://hub.test/m';

test.each<[string, { bytes: number; origin: { url: string; validator: string | undefined } | undefined }, unknown]>([
  ['everything at first', { bytes: 0, origin: undefined }, {}],
  [
    'the rest, of the same file',
    { bytes: 40, origin: { url, validator: '"a"' } },
    { range: 'bytes=40-', 'if-range': '"a"' },
  ],
  ['the rest, of whatever it is', { bytes: 40, origin: { url, validator: undefined } }, { range: 'bytes=40-' }],
  [
    'the rest, with no word of what another server said',
    { bytes: 40, origin: { url: 'https://other.test/m', validator: '"a"' } },
    { range: 'bytes=40-' },
  ],
])('a request asks for %s', (_name, part, headers) => {
  expect(requestHeaders(part, url)).toEqual({ 'accept-encoding': 'identity', ...(headers as object) });
});

test.each<[Record<string, string>, string | undefined]>([
  [{ etag: '"a"', 'last-modified': 'Mon, 05 Jan 2026 12:00:00 GMT' }, '"a"'],
  [{ etag: 'W/"a"', 'last-modified': 'Mon, 05 Jan 2026 12:00:00 GMT' }, 'Mon, 05 Jan 2026 12:00:00 GMT'],
  [{ etag: 'W/"a"' }, undefined],
  [{}, undefined],
])('a weak ETag does not say that bytes are the same: %o', (headers, validator) => {
  expect(validatorOf(new Headers(headers))).toBe(validator);
});
