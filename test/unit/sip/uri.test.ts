import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlainUri, nameAddr, uriParts } from '#src/sip/uri.js';

describe('uriParts', () => {
  it.each([
    ['sip:1001@example.com', '1001', 'example.com'],
    ['sip:1001@127.0.0.1:5070;transport=tcp', '1001', '127.0.0.1'],
    ['sips:ann@[2001:db8::1]:5061', 'ann', '[2001:db8::1]'],
    ['sip:example.com', '', 'example.com'],
    ['SIP:+852-1234;phone-context=x@EXAMPLE.com?subject=hi', '+852-1234', 'example.com'],
    ['sip:ann:secret@example.com', 'ann', 'example.com'],
    ['sip:j%40s0n@example.com', 'j@s0n', 'example.com'],
    ['sip:%zz@example.com', '%zz', 'example.com'],
    ['tel:+1-201-555-0123;phone-context=x', '+12015550123', ''],
    ['http://example.com', '', ''],
    ['', '', ''],
  ])('%s', (uri, user, host) => {
    expect(uriParts(uri)).toEqual({ user, host });
  });
});

describe('nameAddr', () => {
  it.each([
    ['"Ann \\"A\\" Lee" <sip:ann@example.com>;tag=1', 'Ann "A" Lee', 'ann'],
    ['Ann Lee <sip:ann@example.com;lr>;tag=1', 'Ann Lee', 'ann'],
    ['<sip:ann@example.com>', '', 'ann'],
    ['sip:ann@example.com;tag=1', '', 'ann'],
    ['"a<b" <sip:ann@example.com>', 'a<b', 'ann'],
  ])('%s', (value, displayName, user) => {
    expect(nameAddr(value)).toEqual({ displayName, user, host: 'example.com' });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof nameAddr(text).user === 'string'));
    fc.assert(fc.property(fc.string(), (text) => typeof nameAddr(`"${text}" <sip:${text}@${text}>`).host === 'string'));
  });
});

describe('isPlainUri', () => {
  it.each(['sip:1@h', 'sips:a@b;transport=tls', 'tel:+1', 'SIP:x'])('%s is one', (uri) => {
    expect(isPlainUri(uri)).toBe(true);
  });
  it.each(['', 'http://x', 'sip:', 'sip:a b@c', 'sip:a>@c', 'sip:a@b\r\nX: y', '"x" <sip:a@b>'])('%j is not', (uri) => {
    expect(isPlainUri(uri)).toBe(false);
  });
});
