/** Messages of RFC 3261 and RFC 4475, and what must survive of their text. */
import { describe, expect, it } from 'vitest';
import { parseCSeq, parseRAck } from '#src/sip/embedded/message/cseq.js';
import { checkRequest, factsOf } from '#src/sip/embedded/message/facts.js';
import { splitList } from '#src/sip/embedded/message/list.js';
import { headerOf, type SipRequest, serialise } from '#src/sip/embedded/message/message.js';
import { parseMessage } from '#src/sip/embedded/message/message-parser.js';
import { parseNameAddr, tagOf } from '#src/sip/embedded/message/name-addr.js';
import { StreamFramer } from '#src/sip/embedded/message/stream-framer.js';
import { parseSipUri } from '#src/sip/embedded/message/uri.js';
import { parseVia, stampVia } from '#src/sip/embedded/message/via.js';
import { fillLocalhost, writeResponse } from '#src/sip/embedded/message/writer.js';

const lines = (...all: string[]) => all.join('\r\n');

const check = (text: string) => {
  const message = parseMessage(text);
  const facts = factsOf(message);
  if (message.kind === 'request') checkRequest(message, facts);
  return { message, facts };
};

// RFC 3261 section 24.2, message F1.
const invite = lines(
  'INVITE sip:bob@biloxi.com SIP/2.0',
  'Via: SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bKnashds8',
  'Max-Forwards: 70',
  'To: Bob <sip:bob@biloxi.com>',
  'From: Alice <sip:alice@atlanta.com>;tag=1928301774',
  'Call-ID: a84b4c76e66710',
  'CSeq: 314159 INVITE',
  'Contact: <sip:alice@pc33.atlanta.com>',
  'Content-Type: application/sdp',
  'Content-Length: 5',
  '',
  'v=0\r\n',
);

describe('a message', () => {
  it('of RFC 3261 section 24.2 is read', () => {
    const { message, facts } = check(invite);
    expect(message).toMatchObject({ kind: 'request', method: 'INVITE', uri: 'sip:bob@biloxi.com', body: 'v=0\r\n' });
    expect(facts).toMatchObject({
      callId: 'a84b4c76e66710',
      cseq: { number: 314_159, method: 'INVITE' },
      fromTag: '1928301774',
      toTag: undefined,
      via: { transport: 'UDP', host: 'pc33.atlanta.com', port: undefined, branch: 'z9hG4bKnashds8', rport: undefined },
    });
    expect(serialise(message)).toBe(invite);
  });

  it('keeps order, case, folding, compact names and headers nobody knows', () => {
    const text = lines(
      'SIP/2.0 200 = 2**3 * 5**2 но сто девяносто девять - простое',
      'v :  SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923',
      'CALL-ID:unreason.1234ksdfak3j2erwedfsASdf',
      'UnKnown-Header:  a,\tb  ',
      'Cseq: 35',
      '\tINVITE',
      'f: <sip:user@example.com>;tag=11141343',
      't: <sip:user@example.edu>;tag=2229',
      '',
      '',
    );
    const wire = Buffer.from(text, 'utf8').toString('latin1');
    const { message, facts } = check(wire);
    expect(serialise(message)).toBe(wire);
    expect(facts.cseq).toEqual({ number: 35, method: 'INVITE' });
    expect(Buffer.from((message as { reason: string }).reason, 'latin1').toString()).toContain('простое');
  });

  it('has the length its Content-Length says, in bytes', () => {
    expect(parseMessage(`${invite}trailing`).body).toBe('v=0\r\n');
    expect(parseMessage(invite.replace('Content-Length: 5', 'l: 3')).body).toBe('v=0');
    expect(parseMessage(invite.replace('Content-Length: 5\r\n', '')).body).toBe('v=0\r\n');
    expect(() => check(invite.replace('Content-Length: 5', 'Content-Length: 6'))).toThrow('Body shorter');
    expect(() => check(invite.replace('Content-Length: 5', 'Content-Length: -5'))).toThrow('Bad Content-Length');
  });
});

describe('RFC 4475, valid messages', () => {
  it('3.1.1.1 a short tortuous INVITE', () => {
    const text = lines(
      'INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0',
      'TO :',
      ' sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n',
      'from   : "J Rosenberg \\\\\\""       <sip:jdrosen@example.com>',
      '  ;',
      '  tag = 98asjd8',
      'MaX-fOrWaRdS: 0068',
      'Call-ID: wsinv.ndaksdj@192.0.2.1',
      'Content-Length   : 4',
      'cseq: 0009',
      '  INVITE',
      'Via  : SIP  /   2.0',
      ' /UDP',
      '    192.0.2.2;branch=390skdjuw',
      's :',
      'NewFangledHeader:   newfangled value',
      ' continued newfangled value',
      'UnknownHeaderWithUnusualValue: ;;,,;;,;',
      'Content-Type: application/sdp',
      'Route:',
      ' <sip:services.example.com;lr;unknownwith=value;unknown-no-value>',
      'v:  SIP  / 2.0  / TCP     spindle.example.com   ;',
      '  branch  =   z9hG4bK9ikj8  ,',
      ' SIP  /    2.0   / UDP  192.168.255.111   ; branch=',
      ' z9hG4bK30239',
      'm:"Quoted string \\"\\"" <sip:jdrosen@example.com> ; newparam =',
      '      newvalue ;',
      '  secondparam ; q = 0.33',
      '',
      'v=0\n',
    );
    const { message, facts } = check(text);
    expect(facts).toMatchObject({
      fromTag: '98asjd8',
      toTag: '1918181833n',
      cseq: { number: 9, method: 'INVITE' },
      via: { transport: 'UDP', host: '192.0.2.2', branch: '390skdjuw' },
    });
    expect(serialise(message)).toBe(text);
  });

  it('3.1.1.2 a wide range of valid characters', () => {
    const { message } = check(
      lines(
        "!interesting-Method0123456789_*+`.%indeed'~ sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com SIP/2.0",
        "Via: SIP/2.0/TCP host1.example.com;branch=z9hG4bK-.!%66*_+`'~",
        'To: "BEL:\\\x07 NUL:\\\x00 DEL:\\\x7f" <sip:1_unusual.URI~(to-be!sure)&isn\'t+it$/crazy?,/;;*@example.com>',
        "From: token1~` token2'+_ token3*%!.- <sip:mundane@example.com>;fromParam''~+*_!.-%=\"работающий\";tag=_token~1'+`*%!-.",
        'Call-ID: intmeth.word%ZK-!.*_+\'@word`~)(><:\\/"][?}{',
        "CSeq: 139122385 !interesting-Method0123456789_*+`.%indeed'~",
        'Max-Forwards: 255',
        "extensionHeader-!.%*+_`'~: 大停電",
        'Content-Length: 0',
        '',
        '',
      ),
    );
    expect((message as SipRequest).method).toBe("!interesting-Method0123456789_*+`.%indeed'~");
  });

  it('3.1.1.3 escaped characters are left as they are', () => {
    const uri = 'sip:sips%3Auser%40example.com@example.net';
    expect(parseSipUri(uri)).toMatchObject({ user: 'sips%3Auser%40example.com', host: 'example.net' });
  });

  it('3.1.1.6 a From without angle brackets leaves its parameters to the header', () => {
    expect(parseNameAddr('sip:caller@example.net;tag=323')).toEqual({
      uri: 'sip:caller@example.net',
      params: ';tag=323',
    });
    expect(parseNameAddr('"a;b<c" <sip:x@y;z=1>;tag=2')).toEqual({ uri: 'sip:x@y;z=1', params: ';tag=2' });
    expect(tagOf('caller<sip:caller@example.com>;tag=323')).toBe('323');
  });

  it('3.1.1.7 long values', () => {
    const long = `sip:${'amazinglylong'.repeat(40)}@example.net`;
    expect(parseSipUri(long).user).toHaveLength(520);
    const vias = Array.from({ length: 60 }, (_, index) => `SIP/2.0/TCP sip${index}.example.com`).join(',');
    expect(splitList(vias)).toHaveLength(60);
  });
});

describe('RFC 4475, invalid messages', () => {
  it.each([
    ['3.1.2.1 extraneous separators', { Via: 'Via: SIP/2.0/UDP 192.0.2.15;;,;,,' }, undefined],
    ['3.1.2.2 Content-Length larger than the message', { 'Content-Length': 'Content-Length: 9999' }, 'Body shorter'],
    ['3.1.2.3 negative Content-Length', { 'Content-Length': 'Content-Length: -999' }, 'Bad Content-Length'],
    ['3.1.2.4 overlarge CSeq', { CSeq: 'CSeq: 36893488147419103232 INVITE' }, 'Bad CSeq'],
    ['3.1.2.6 unterminated quoted string', { To: 'To: "Mr. J. User <sip:j.user@example.com>' }, 'Unclosed quotation'],
    [
      '3.1.2.7 angle brackets around the Request-URI',
      { line: 'INVITE <sip:bob@biloxi.com> SIP/2.0' },
      'Bad Request-Line',
    ],
    [
      '3.1.2.8 white space inside the Request-URI',
      { line: 'INVITE sip:bob@biloxi.com; lr SIP/2.0' },
      'Bad Request-Line',
    ],
    ['3.1.2.9 several spaces in the Request-Line', { line: 'INVITE  sip:bob@biloxi.com  SIP/2.0' }, 'Bad Request-Line'],
    ['3.1.2.10 spaces after the Request-Line', { line: 'INVITE sip:bob@biloxi.com SIP/2.0  ' }, 'Bad Request-Line'],
    ['3.1.2.17 another method in the CSeq', { CSeq: 'CSeq: 8 OPTIONS' }, 'CSeq method'],
    ['3.3.1 missing headers', { 'Call-ID': 'X-Nothing: here' }, 'No call-id'],
    ['3.3.8 several values where one may be', { 'Max-Forwards': 'To: <sip:other@example.com>' }, 'More than one to'],
    ['a header line without a colon', { 'Max-Forwards': 'Garbage' }, 'Bad header line'],
    ['a port out of range', { Via: 'Via: SIP/2.0/UDP 192.0.2.15:70000;branch=z9hG4bK1' }, 'Bad port'],
  ] as [string, Record<string, string>, string | undefined][])('%s', (_name, change, reason) => {
    let text = invite;
    for (const [name, line] of Object.entries(change))
      text = text.replace(
        name === 'line' ? /^.*/ : new RegExp(`\r\n${name}: .*`),
        name === 'line' ? line : `\r\n${line}`,
      );
    if (reason === undefined) expect(() => check(text)).not.toThrow();
    else expect(() => check(text)).toThrow(reason);
  });

  it.each([
    '',
    '\r\n\r\n',
    'hello\r\n\r\n',
    'SIP/2.0 9 no\r\n\r\n',
    'SIP/2.0 4294967301 better\r\n\r\n',
    'GET / HTTP/1.1\r\n\r\n',
  ])('is no message: %j', (text) => expect(() => parseMessage(text)).toThrow());

  it('too many headers', () => {
    const many = Array.from({ length: 300 }, (_, index) => `X-${index}: 1`);
    expect(() => parseMessage(lines('OPTIONS sip:a SIP/2.0', ...many, '', ''))).toThrow('Too many headers');
  });
});

describe('values', () => {
  it('CSeq and RAck', () => {
    expect(parseCSeq('2147483647 INVITE')).toEqual({ number: 2 ** 31 - 1, method: 'INVITE' });
    expect(() => parseCSeq('2147483648 INVITE')).toThrow();
    expect(parseRAck('776656 1 INVITE')).toEqual({ rseq: 776_656, cseq: { number: 1, method: 'INVITE' } });
  });

  it('SIP URIs', () => {
    expect(parseSipUri('sip:alice@[2001:db8::1]:5070;transport=TCP;lr')).toEqual({
      scheme: 'sip',
      user: 'alice',
      host: '2001:db8::1',
      port: 5070,
      transport: 'tcp',
      lr: true,
    });
    for (const bad of ['sip:', 'tel:123', 'sip:a@b:0', 'sip:a@b:99999', 'sip:a b@c', 'http://x'])
      expect(() => parseSipUri(bad), bad).toThrow();
  });

  it('Via gets received and rport, and only the first one', () => {
    const stamped = (raw: string) => {
      const value = raw.slice(raw.indexOf(':') + 1).trim();
      return stampVia({ key: 'via', raw, value }, parseVia(value), '192.0.2.9', 4000).raw;
    };
    expect(stamped('Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1')).toBe('Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1');
    expect(stamped('v: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1')).toBe(
      'v: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1;received=192.0.2.9',
    );
    expect(stamped('Via: SIP/2.0/UDP 192.0.2.9;rport;branch=z9hG4bK1, SIP/2.0/UDP b;rport')).toBe(
      'Via: SIP/2.0/UDP 192.0.2.9;rport=4000;branch=z9hG4bK1;received=192.0.2.9, SIP/2.0/UDP b;rport',
    );
    expect(stamped('Via: SIP/2.0/UDP a;received=6.6.6.6;rport=1')).toBe(
      'Via: SIP/2.0/UDP a;rport=4000;received=192.0.2.9',
    );
  });

  it('localhost in an address of the application is the listener', () => {
    const local = { protocol: 'udp', address: '192.0.2.5', port: 5070 } as const;
    expect(fillLocalhost('"A" <sip:1@localhost;x=y>;z', local)).toBe('"A" <sip:1@192.0.2.5:5070;x=y>;z');
    expect(fillLocalhost('sip:localhost', local)).toBe('sip:192.0.2.5:5070');
    for (const kept of ['<sip:1@localhost:5060>', '<sip:1@localhost.example>', '<sip:localhost@example.com>'])
      expect(fillLocalhost(kept, local)).toBe(kept);
  });

  it('a response repeats what RFC 3261 section 8.2.6.2 names, text and all', () => {
    const request = parseMessage(
      invite.replace('Max-Forwards: 70', 'Record-Route: <sip:p1;lr>,\r\n <sip:p2;lr>'),
    ) as SipRequest;
    const text = writeResponse(request, false, { status: 180, reason: 'Ringing', toTag: 'x', extra: [], body: '' });
    expect(text).toBe(
      lines(
        'SIP/2.0 180 Ringing',
        'Via: SIP/2.0/UDP pc33.atlanta.com;branch=z9hG4bKnashds8',
        'Record-Route: <sip:p1;lr>,\r\n <sip:p2;lr>',
        'To: Bob <sip:bob@biloxi.com>;tag=x',
        'From: Alice <sip:alice@atlanta.com>;tag=1928301774',
        'Call-ID: a84b4c76e66710',
        'CSeq: 314159 INVITE',
        'Content-Length: 0',
        '',
        '',
      ),
    );
    expect(headerOf(request, 'record-route')).toBe('<sip:p1;lr>, <sip:p2;lr>');
  });
});

describe('a stream', () => {
  it('is cut by Content-Length, keep-alives and padding apart', () => {
    const framer = new StreamFramer(10_000);
    const items = framer.push(`\r\n${invite}\r\n\r\n${invite}${invite.slice(0, 40)}`);
    expect(items.map((item) => (item.kind === 'ping' ? 'ping' : item.text === invite))).toEqual([true, 'ping', true]);
    expect(framer.incomplete).toBe(true);
    expect(framer.push(invite.slice(40))).toEqual([{ kind: 'message', text: invite }]);
    expect(framer.incomplete).toBe(false);
  });

  it('that says no length, a wrong one or too much is broken', () => {
    expect(() => new StreamFramer(1000).push(invite.replace('Content-Length', 'X-Length'))).toThrow(
      'No Content-Length',
    );
    expect(() => new StreamFramer(1000).push(invite.replace('Length: 5', 'Length: five'))).toThrow(
      'Bad Content-Length',
    );
    expect(() => new StreamFramer(1000).push(invite.replace('Length: 5', 'Length: 900'))).toThrow('too large');
    expect(() => new StreamFramer(1000).push('x'.repeat(1001))).toThrow('too large');
  });
});
