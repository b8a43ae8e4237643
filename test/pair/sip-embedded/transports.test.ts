/** How the transports read and answer, and what happens at each limit, seen by a peer that sends plain text. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { message, PeerCall, SipPeer } from '../../support/sip-peer.js';
import { openSide, type SrfSide, sdpA } from '../../support/srf-side.js';

// biome-ignore lint/suspicious/noExplicitAny: see srf-side.ts
type Any = any;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('UDP', () => {
  it('answers go where the request came from when rport is asked for, else to the Via port', async () => {
    const side = await openSide('udp');
    side.srf.options((_req: Any, res: Any) => res.send(200));
    const [sender, other] = await Promise.all(
      [0, 1].map(() => SipPeer.open({ protocol: 'udp', address: '127.0.0.1', port: side.port })),
    );
    const options = (via: string) =>
      message(`OPTIONS sip:bot@127.0.0.1:${side.port} SIP/2.0`, [
        `Via: SIP/2.0/UDP ${via}`,
        'From: <sip:a@b>;tag=1',
        'To: <sip:b@c>',
        `Call-ID: ${via}`,
        'CSeq: 1 OPTIONS',
      ]);
    sender!.send(options(`10.1.2.3:${other!.port};branch=z9hG4bK1;rport`));
    const ported = await sender!.next(200);
    expect(ported.header('Via')).toBe(
      `SIP/2.0/UDP 10.1.2.3:${other!.port};branch=z9hG4bK1;rport=${sender!.port};received=127.0.0.1`,
    );
    sender!.send(options(`10.1.2.3:${other!.port};branch=z9hG4bK2`));
    const plain = await other!.next(200);
    expect(plain.header('Via')).toBe(`SIP/2.0/UDP 10.1.2.3:${other!.port};branch=z9hG4bK2;received=127.0.0.1`);
    sender!.close();
    other!.close();
    await side.close();
  });

  it('a request that came over two paths is taken once and answered 482 the other time', async () => {
    const side = await openSide('udp');
    side.srf.options((_req: Any, res: Any) => setTimeout(() => res.send(200), 50));
    const peer = await SipPeer.open({ protocol: 'udp', address: '127.0.0.1', port: side.port });
    for (const branch of ['z9hG4bKone', 'z9hG4bKtwo'])
      peer.send(
        message(`OPTIONS sip:bot@127.0.0.1:${side.port} SIP/2.0`, [
          `Via: ${peer.via(branch)}`,
          'From: <sip:a@b>;tag=1',
          'To: <sip:b@c>',
          'Call-ID: same',
          'CSeq: 1 OPTIONS',
        ]),
      );
    expect((await peer.next(482)).header('Via')).toMatch(/z9hG4bKtwo/);
    expect((await peer.next(200)).header('Via')).toMatch(/z9hG4bKone/);
    peer.close();
    await side.close();
  });
});

describe('limits', () => {
  it.each([
    ['dialogs', { maxDialogs: 1 }],
    ['transactions', { maxTransactions: 1 }],
  ])('a call above the number of %s gets 503, the one before goes on', async (_what, limits) => {
    const side = await openSide('udp', { limits });
    side.srf.invite((_req: Any, res: Any) => res.send(180));
    const peer = await SipPeer.open({ protocol: 'udp', address: '127.0.0.1', port: side.port });
    new PeerCall(peer, 'bot').invite(sdpA);
    await peer.next(180);
    const second = new PeerCall(peer, 'bot');
    second.invite(sdpA);
    expect((await second.final()).status).toBe(503);
    peer.close();
    await side.close();
  });

  it('a call that the application never answers gets 504 after 128*T1', async () => {
    const side = await openSide('udp', { timers: { t1Ms: 5 } });
    side.srf.invite(() => {});
    const peer = await SipPeer.open({ protocol: 'udp', address: '127.0.0.1', port: side.port });
    const call = new PeerCall(peer, 'bot');
    call.invite(sdpA);
    expect((await call.final()).status).toBe(504);
    peer.close();
    await side.close();
  });

  it('a reliable 183 is sent again until it is given up: the INVITE gets 504', async () => {
    const side = await openSide('udp', { timers: { t1Ms: 5 } });
    side.srf.invite((_req: Any, res: Any) => res.send(183, { headers: { Require: '100rel' } }));
    const peer = await SipPeer.open({ protocol: 'udp', address: '127.0.0.1', port: side.port });
    const call = new PeerCall(peer, 'bot');
    call.invite(sdpA, ['Supported: 100rel']);
    expect((await call.final()).status).toBe(504);
    const provisional = peer.received.filter(({ status }) => status === 183);
    expect(provisional.length).toBeGreaterThanOrEqual(4);
    expect(new Set(provisional.map((response) => response.header('RSeq'))).size).toBe(1);
    peer.close();
    await side.close();
  });
});

describe('TCP', () => {
  let side: SrfSide;
  let peer: SipPeer;
  const limits = { stalledMs: 100, connectionIdleMs: 200, maxMessageBytes: 4000, maxConnections: 2 };

  beforeEach(async () => {
    side = await openSide('tcp', { limits });
    side.srf.options((_req: Any, res: Any) => res.send(200));
    peer = await SipPeer.open({ protocol: 'tcp', address: '127.0.0.1', port: side.port });
  });
  afterEach(async () => {
    peer.close();
    await side.close();
  });

  const options = (callId: string, extra: string[] = []) =>
    message(`OPTIONS sip:bot@127.0.0.1:${side.port} SIP/2.0`, [
      `Via: ${peer.via()}`,
      'From: <sip:a@b>;tag=1',
      'To: <sip:b@c>',
      `Call-ID: ${callId}`,
      'CSeq: 1 OPTIONS',
      ...extra,
    ]);

  it('messages are read however they are cut, several at once, keep-alives between', async () => {
    const text = `${options('first')}\r\n\r\n${options('second')}`;
    for (const part of [text.slice(0, 30), text.slice(30, 31), text.slice(31)]) {
      peer.send(part);
      await pause(10);
    }
    await peer.next((response) => response.header('Call-ID') === 'first');
    await peer.next((response) => response.header('Call-ID') === 'second');
  });

  it('a request without Content-Length is answered 400 and the connection closed', async () => {
    peer.send(options('unframed').replace(/Content-Length.*\r\n/, ''));
    expect((await peer.next(400)).startLine).toContain('Content-Length');
    peer.send(options('after'));
    await pause(50);
    expect(peer.received).toHaveLength(1);
  });

  it.each([
    ['too large', () => options('large', [`X-Padding: ${'x'.repeat(5000)}`])],
    ['never finished', () => 'OPTIONS sip:bot SIP/2.0\r\nVia: '],
    ['idle', () => ''],
  ])('a connection that is %s is closed', async (_what, text) => {
    peer.send(text());
    await pause(300);
    peer.send(options('after'));
    await pause(50);
    expect(peer.received).toHaveLength(0);
  });

  it('only so many connections are taken', async () => {
    const more = await Promise.all(
      [1, 2].map(() => SipPeer.open({ protocol: 'tcp', address: '127.0.0.1', port: side.port })),
    );
    for (const [index, one] of more.entries()) one.send(options(`more ${index}`.replace(' ', '-')));
    await pause(50);
    expect(more.map(({ received }) => received.length).sort()).toEqual([0, 1]);
    for (const one of more) one.close();
  });
});
