import { describe, expect, it } from 'vitest';
import { UndertoneError } from '#src/core/errors.js';
import { parseSdp } from '#src/media/sdp/description.js';
import { Negotiation } from '#src/media/sdp/negotiation.js';

const local = { address: '192.0.2.10', port: 20_000, sessionId: 77 };

function sdp(...media: readonly string[]): string {
  return [
    'v=0',
    'o=alice 2890844526 1 IN IP4 198.51.100.1',
    's=-',
    'c=IN IP4 198.51.100.1',
    't=0 0',
    ...media,
    '',
  ].join('\r\n');
}

const linphone = sdp(
  'm=audio 7078 RTP/AVP 96 0 8 101',
  'a=rtpmap:96 opus/48000/2',
  'a=rtpmap:101 telephone-event/8000',
  'm=video 9078 RTP/AVP 97',
  'a=rtpmap:97 VP8/90000',
);

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof UndertoneError) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('answering an offer', () => {
  it('takes the first G.711 codec and telephone-event with the offered numbers, and refuses the video', () => {
    const negotiation = new Negotiation(local);
    expect(negotiation.answer(linphone).split('\r\n')).toEqual([
      'v=0',
      'o=- 77 77 IN IP4 192.0.2.10',
      's=-',
      'c=IN IP4 192.0.2.10',
      't=0 0',
      'm=audio 20000 RTP/AVP 0 101',
      'a=rtpmap:0 PCMU/8000',
      'a=rtpmap:101 telephone-event/8000',
      'a=fmtp:101 0-15',
      'a=ptime:20',
      'a=sendrecv',
      'm=video 0 RTP/AVP 97',
      '',
    ]);
    expect(negotiation.agreement).toEqual({
      codec: 'PCMU',
      payloadType: 0,
      telephoneEventType: 101,
      remote: { address: '198.51.100.1', port: 7078 },
      sending: true,
      receiving: true,
    });
  });

  it('knows a codec by its rtpmap under another number, in any case', () => {
    const negotiation = new Negotiation(local);
    const answer = negotiation.answer(sdp('m=audio 4000 RTP/AVP 120', 'a=rtpmap:120 pcma/8000/1'));
    expect(answer).toContain('m=audio 20000 RTP/AVP 120\r\na=rtpmap:120 PCMA/8000\r\n');
    expect(negotiation.agreement).toMatchObject({ codec: 'PCMA', payloadType: 120, telephoneEventType: undefined });
  });

  it('keeps the offered order when telephone-event comes first', () => {
    const answer = new Negotiation(local).answer(
      sdp('m=audio 4000 RTP/AVP 101 8', 'a=rtpmap:101 telephone-event/8000'),
    );
    expect(answer).toContain('m=audio 20000 RTP/AVP 101 8');
  });

  it('does not take a telephone-event of another clock', () => {
    const answer = new Negotiation(local).answer(
      sdp('m=audio 4000 RTP/AVP 8 110', 'a=rtpmap:110 telephone-event/48000'),
    );
    expect(answer).toContain('m=audio 20000 RTP/AVP 8\r\n');
  });

  it("uses the media's own connection and direction before the session's", () => {
    const negotiation = new Negotiation(local);
    const session = sdp('m=audio 4000 RTP/AVP 8', 'c=IN IP4 203.0.113.5', 'a=sendrecv').replace(
      't=0 0',
      't=0 0\r\na=sendonly',
    );
    negotiation.answer(session);
    expect(negotiation.agreement).toMatchObject({ remote: { address: '203.0.113.5' }, sending: true });
  });

  it.each([
    ['sendonly', 'recvonly', false, true],
    ['recvonly', 'sendonly', true, false],
    ['inactive', 'inactive', false, false],
    ['sendrecv', 'sendrecv', true, true],
  ])('answers %s with %s', (offered, answered, sending, receiving) => {
    const negotiation = new Negotiation(local);
    expect(negotiation.answer(sdp('m=audio 4000 RTP/AVP 8', `a=${offered}`))).toContain(`a=${answered}\r\n`);
    expect(negotiation.agreement).toMatchObject({ sending, receiving });
  });

  it('takes c=0.0.0.0 for hold', () => {
    const negotiation = new Negotiation(local);
    negotiation.answer(sdp('m=audio 4000 RTP/AVP 8', 'c=IN IP4 0.0.0.0'));
    expect(negotiation.agreement).toMatchObject({ remote: undefined, sending: false, receiving: false });
  });

  it('accepts one of several audio streams and keeps the places of the others', () => {
    const answer = new Negotiation(local).answer(
      sdp('m=audio 4000 RTP/SAVP 8', 'm=audio 4002 RTP/AVP 8', 'm=audio 4004 RTP/AVP 0', 'm=image 4006 udptl t38'),
    );
    expect(answer.match(/^m=.*$/gm)).toEqual([
      'm=audio 0 RTP/SAVP 8',
      'm=audio 20000 RTP/AVP 8',
      'm=audio 0 RTP/AVP 0',
      'm=image 0 udptl t38',
    ]);
  });

  it('repeats the t= line and raises its version with every answer', () => {
    const negotiation = new Negotiation(local);
    const versions = [1, 2, 3].map(() => negotiation.answer(linphone.replace('t=0 0', 't=1 2')));
    expect(versions.map((answer) => /^o=- 77 (\d+)/m.exec(answer)?.[1])).toEqual(['77', '78', '79']);
    expect(versions[0]).toContain('\r\nt=1 2\r\n');
  });

  it.each([
    ['no G.711', ['m=audio 4000 RTP/AVP 18 9', 'a=rtpmap:18 G729/8000'], 'G729/8000'],
    ['encryption', ['m=audio 4000 RTP/SAVP 8'], 'RTP/SAVP'],
    ['WebRTC', ['m=audio 9 UDP/TLS/RTP/SAVPF 8'], 'UDP/TLS/RTP/SAVPF'],
    ['no audio', ['m=video 4000 RTP/AVP 97'], 'video'],
    ['audio with port 0', ['m=audio 0 RTP/AVP 8'], 'port 0'],
    ['nothing at all', [], 'no media'],
    ['a host name', ['m=audio 4000 RTP/AVP 8', 'c=IN IP4 media.example.com'], 'host name'],
    ['IPv6 where IPv4 is spoken', ['m=audio 4000 RTP/AVP 8', 'c=IN IP6 2001:db8::1'], 'IP6'],
    ['packets of 10 ms at most', ['m=audio 4000 RTP/AVP 8', 'a=maxptime:10'], 'maxptime'],
    ['a wideband namesake', ['m=audio 4000 RTP/AVP 8', 'a=rtpmap:8 PCMA/16000'], 'PCMA/16000'],
  ])('refuses %s with 488 and says what was offered', (_, media, named) => {
    const negotiation = new Negotiation(local);
    try {
      negotiation.answer(sdp(...media));
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'SDP_NOT_ACCEPTABLE', kind: { sipStatus: 488 } });
      expect((error as Error).message).toContain(named);
    }
    expect(negotiation.agreement).toBeUndefined();
  });

  it('leaves the agreement in force when a re-offer is refused', () => {
    const negotiation = new Negotiation(local);
    negotiation.answer(linphone);
    expect(codeOf(() => negotiation.answer(sdp('m=audio 4000 RTP/AVP 18')))).toBe('SDP_NOT_ACCEPTABLE');
    expect(negotiation.agreement?.codec).toBe('PCMU');
  });

  it('speaks IPv6', () => {
    const negotiation = new Negotiation({ ...local, address: '2001:db8::10' });
    const answer = negotiation.answer(sdp('m=audio 4000 RTP/AVP 8', 'c=IN IP6 2001:db8::1'));
    expect(answer).toContain('c=IN IP6 2001:db8::10');
    expect(negotiation.agreement?.remote?.address).toBe('2001:db8::1');
  });
});

describe('an offer of ours', () => {
  it('is agreed by the answer of another end of ours', () => {
    const here = new Negotiation(local);
    const there = new Negotiation({ address: '192.0.2.20', port: 30_000, sessionId: 5 });
    here.accept(there.answer(here.offer()));
    expect(here.agreement).toMatchObject({ codec: 'PCMA', telephoneEventType: 101, remote: { port: 30_000 } });
    expect(there.agreement).toMatchObject({ codec: 'PCMA', telephoneEventType: 101, remote: { port: 20_000 } });
  });

  it('is refused by an answer with port 0', () => {
    const here = new Negotiation(local);
    here.offer();
    expect(codeOf(() => here.accept(sdp('m=audio 0 RTP/AVP 8')))).toBe('SDP_NOT_ACCEPTABLE');
  });
});

describe('reading SDP', () => {
  it('takes bare line feeds and attributes it does not know', () => {
    const text = sdp('m=audio 4000/2 RTP/AVP 8', 'a=ice-ufrag:x', 'b=AS:64', 'k=prompt').replaceAll('\r\n', '\n');
    expect(parseSdp(text).media[0]).toMatchObject({ port: 4000, formats: ['8'], direction: 'sendrecv' });
  });

  it.each([
    ['', 1],
    ['v=1', 1],
    ['v=0\r\nnonsense', 2],
    ['v=0\r\no=- 1 IN IP4 x', 2],
    ['v=0\r\no=- x 1 IN IP4 192.0.2.1', 2],
    ['v=0\r\nv=0', 2],
    ['v=0\r\nc=IN ATM somewhere', 2],
    ['v=0\r\n\r\nt=0 0', 2],
    [sdp('m=audio 70000 RTP/AVP 8').trim(), 6],
    [sdp('m=audio RTP/AVP 8').trim(), 6],
    [sdp('m=audio 4000 RTP/AVP').trim(), 6],
  ])('names the line of %j', (text, line) => {
    try {
      parseSdp(text);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'SDP_MALFORMED', details: { line } });
    }
  });

  it('refuses what is endless', () => {
    expect(codeOf(() => parseSdp(`v=0\r\n${'a=x\r\n'.repeat(5000)}`))).toBe('SDP_MALFORMED');
    expect(codeOf(() => parseSdp(sdp(...Array(40).fill('m=audio 4000 RTP/AVP 8'))))).toBe('SDP_MALFORMED');
    expect(codeOf(() => parseSdp(sdp(`m=audio 4000 RTP/AVP ${'8 '.repeat(100)}`)))).toBe('SDP_MALFORMED');
    expect(codeOf(() => parseSdp('v=0\r\no=- 1 1 IN IP4 x'))).toBe('SDP_MALFORMED');
  });
});
