import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { message, PeerCall, SipPeer, type SipText } from '../../support/sip-peer.js';
import {
  answerSdp,
  controllerUnderTest,
  isRealDrachtio,
  offerSdp,
  type TestController,
} from '../../support/test-controller.js';

let bot: TestController;
let peer: SipPeer;

beforeAll(async () => {
  bot = await controllerUnderTest();
  peer = await SipPeer.open(bot.udp);
});
afterAll(async () => {
  peer.close();
  await bot.controller.close();
});

async function outsideDialog(method: string, headers: string[] = []): Promise<SipText> {
  return new PeerCall(peer, '1001').ask(method, { headers });
}

/** A drachtio-server drops other methods, and a REFER outside a dialog, without an answer. */
const routed = ['REGISTER', 'SUBSCRIBE', 'MESSAGE', 'PUBLISH'];

describe('outside a dialog', () => {
  it('OPTIONS is answered with what is understood', async () => {
    const response = await outsideDialog('OPTIONS', ['Accept: application/sdp']);
    expect(response.status).toBe(200);
    expect(response.header('Allow')).toBe('INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, NOTIFY');
    expect(response.header('Accept')).toBe('application/sdp');
    expect(response.header('Supported')).toBe('norefersub');
  });

  it.each(isRealDrachtio ? routed : [...routed, 'REFER'])(
    '%s is not allowed, and Allow says what is',
    async (method) => {
      const response = await outsideDialog(method, ['Event: presence', 'Refer-To: <sip:x@127.0.0.1>']);
      expect(response.status).toBe(405);
      expect(response.header('Allow')).toContain('INVITE');
    },
  );

  it.each(['BYE', 'INFO', 'NOTIFY', 'UPDATE'])('%s of a dialog that is not there gets 481', async (method) => {
    const stray = new PeerCall(peer, '1001');
    stray.toTag = 'nobody';
    expect((await stray.ask(method)).status).toBe(481);
  });

  it.skipIf(isRealDrachtio)('a method nobody knows is not implemented', async () => {
    expect((await outsideDialog('FROBNICATE')).status).toBe(501);
  });
});

describe('an INVITE that cannot be taken', () => {
  async function refused(headers: string[], body: string | undefined = offerSdp): Promise<SipText> {
    const call = new PeerCall(peer, '1001');
    call.request('INVITE', { headers, body });
    const response = await call.final();
    return response;
  }

  it('because of a required extension gets 420 and its name', async () => {
    const response = await refused(['Require: foo, norefersub', 'Content-Type: application/sdp']);
    expect(response.status).toBe(420);
    expect(response.header('Unsupported')).toBe('foo');
  });

  it('because its body is not SDP gets 415', async () => {
    const response = await refused(['Content-Type: text/plain'], 'hello');
    expect(response.status).toBe(415);
    expect(response.header('Accept')).toBe('application/sdp');
  });

  it('with SDP in a multipart body is taken', async () => {
    const body = [
      '--b',
      'Content-Type: application/isup',
      '',
      'x',
      '--b',
      'Content-Type: application/sdp',
      '',
      offerSdp,
      '--b--',
      '',
    ];
    const call = new PeerCall(peer, '1001');
    call.request('INVITE', { headers: ['Content-Type: multipart/mixed;boundary=b'], body: body.join('\r\n') });
    const incoming = await bot.nextCall();
    expect(incoming.offerSdp).toContain('m=audio 40000');
    incoming.reject(486);
    expect((await call.final()).status).toBe(486);
  });
});

describe('garbage', () => {
  it.each([
    ['nothing but noise', '\u0000\u0001\u0002 not sip at all'],
    ['a request line alone', 'INVITE sip:1001@127.0.0.1 SIP/2.0\r\n\r\n'],
    [
      'an INVITE without Call-ID',
      message('INVITE sip:1001@127.0.0.1 SIP/2.0', [
        'Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKx',
        'CSeq: 1 INVITE',
        'From: <sip:a@b>;tag=1',
        'To: <sip:b@c>',
      ]),
    ],
    [
      'a broken CSeq',
      message('OPTIONS sip:1001@127.0.0.1 SIP/2.0', [
        'Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKy',
        'CSeq: x',
        'From: <sip:a@b>;tag=1',
        'To: <sip:b@c>',
        'Call-ID: 1',
      ]),
    ],
    [
      'a response to nothing',
      message('SIP/2.0 200 OK', [
        'Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKz',
        'CSeq: 1 INVITE',
        'From: <sip:a@b>;tag=1',
        'To: <sip:b@c>;tag=2',
        'Call-ID: 1',
      ]),
    ],
    ['a CRLF keep-alive', '\r\n\r\n'],
  ])('%s does not keep the next call from being answered', async (_name, text) => {
    peer.send(text);
    const call = new PeerCall(peer, '1001');
    call.invite(offerSdp);
    const [dialog, response] = await Promise.all([
      bot.nextCall().then((incoming) => incoming.answer(answerSdp)),
      call.final(),
    ]);
    call.ack(response);
    expect(response.status).toBe(200);
    await dialog.bye();
  });
});
