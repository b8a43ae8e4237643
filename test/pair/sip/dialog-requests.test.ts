import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { UndertoneError } from '#src/core/errors.js';
import type { IncomingCall, SipDialog } from '#src/sip/sip.js';
import { PeerCall, SipPeer } from '../../support/sip-peer.js';
import {
  answerSdp,
  controllerUnderTest,
  offerSdp,
  sessionDescription,
  type TestController,
} from '../../support/test-controller.js';

let bot: TestController;
let peer: SipPeer;

beforeAll(async () => {
  bot = await controllerUnderTest();
});
afterAll(() => bot.controller.close());
beforeEach(async () => {
  peer = await SipPeer.open(bot.udp);
});
afterEach(() => peer.close());

const heldSdp = sessionDescription('PCMU/8000', 0, 40_000, 'sendonly');
const heldAnswer = sessionDescription('PCMU/8000', 0, 40_002, 'recvonly');

async function call(): Promise<{ wire: PeerCall; dialog: SipDialog; incoming: IncomingCall }> {
  const wire = new PeerCall(peer, '1001');
  wire.invite(offerSdp);
  const incoming = await bot.nextCall();
  const [dialog, response] = await Promise.all([incoming.answer(answerSdp), wire.final()]);
  wire.ack(response);
  return { wire, dialog, incoming };
}

describe('the answer', () => {
  it('says what is allowed and who answers', async () => {
    const wire = new PeerCall(peer, '1001');
    wire.invite(offerSdp);
    const incoming = await bot.nextCall();
    const [dialog, response] = await Promise.all([incoming.answer(answerSdp), wire.final()]);
    wire.ack(response);
    expect(response.header('Allow')).toMatch(/INVITE, ACK, CANCEL, BYE/);
    expect(response.header('Server')).toBe('undertone-test');
    expect(response.header('Content-Type')).toBe('application/sdp');
    expect(response.body).toBe(answerSdp);
    expect(incoming.caller).toEqual({ displayName: 'A Peer', user: 'peer', host: '127.0.0.1' });
    await wire.ask('BYE');
    await new Promise<string>((resolve) => dialog.onEnded(resolve));
  });

  it('to an INVITE without an offer is an offer, and the ACK has the answer', async () => {
    const wire = new PeerCall(peer, '1001');
    wire.invite(undefined);
    const incoming = await bot.nextCall();
    expect(incoming.offerSdp).toBeUndefined();
    const answering = incoming.answer(offerSdp);
    const response = await wire.final();
    expect(response.body).toBe(offerSdp);
    wire.ack(response, answerSdp);
    expect((await answering).remoteSdp).toBe(answerSdp);
    expect((await wire.ask('BYE')).status).toBe(200);
  });

  it('followed by ACK and BYE in one breath still ends the call', async () => {
    const wire = new PeerCall(peer, '1001');
    wire.invite(offerSdp);
    const answering = (await bot.nextCall()).answer(answerSdp);
    const response = await wire.final();
    wire.ack(response);
    wire.request('BYE');
    const dialog = await answering;
    expect(await new Promise<string>((resolve) => dialog.onEnded(resolve))).toBe('normal release');
  });
});

describe('a re-INVITE', () => {
  it('for hold and resume is answered by the listener', async () => {
    const { wire, dialog } = await call();
    const offers: string[] = [];
    dialog.onReoffer((offer) => {
      offers.push(offer);
      return offer === heldSdp ? heldAnswer : answerSdp;
    });
    for (const [offer, answer] of [
      [heldSdp, heldAnswer],
      [offerSdp, answerSdp],
    ] as const) {
      wire.invite(offer);
      const response = await wire.final();
      wire.ack(response);
      expect(response.status).toBe(200);
      expect(response.body).toBe(answer);
    }
    expect(offers).toEqual([heldSdp, offerSdp]);
    await dialog.bye();
  });

  it('in one breath with the ACK finds the listener that the answer’s awaiter attaches', async () => {
    const wire = new PeerCall(peer, '1001');
    wire.invite(offerSdp);
    const answering = (await bot.nextCall()).answer(answerSdp).then((dialog) => {
      dialog.onReoffer(() => heldAnswer);
      return dialog;
    });
    wire.ack(await wire.final());
    wire.invite(heldSdp);
    const response = await wire.final();
    wire.ack(response);
    expect(response.body).toBe(heldAnswer);
    await (await answering).bye();
  });

  it('that cannot be accepted gets the error’s status and the call goes on', async () => {
    const { wire, dialog } = await call();
    dialog.onReoffer(() => {
      throw new UndertoneError('SDP_NOT_ACCEPTABLE', 'no codec in common');
    });
    wire.invite(heldSdp);
    const refused = await wire.final();
    wire.ack(refused);
    expect(refused.status).toBe(488);
    expect((await wire.ask('OPTIONS')).status).toBe(200);
    expect((await wire.ask('BYE')).status).toBe(200);
  });

  it('without an offer gets ours, and the ACK’s answer is taken as the remote description', async () => {
    const { wire, dialog } = await call();
    const taken = new Promise<string>((resolve) =>
      dialog.onReoffer((sdp) => {
        resolve(sdp);
        return answerSdp;
      }),
    );
    wire.invite(undefined);
    const response = await wire.final();
    expect(response.body).toBe(answerSdp);
    wire.ack(response, heldSdp);
    expect(await taken).toBe(heldSdp);
    await dialog.bye();
  });

  it('with a body that is not SDP gets 415', async () => {
    const { wire, dialog } = await call();
    wire.request('INVITE', { headers: ['Content-Type: application/json'], body: '{}' });
    const response = await wire.final();
    expect(response.status).toBe(415);
    expect(response.header('Accept')).toBe('application/sdp');
    await dialog.bye();
  });
});

describe('in a dialog', () => {
  it('INFO with digits reaches the listener, an unknown INFO is refused, an empty one is a keep-alive', async () => {
    const { wire, dialog } = await call();
    const infos: string[][] = [];
    dialog.onInfo((contentType, body) => infos.push([contentType, body]));
    const body = 'Signal=5\r\nDuration=160\r\n';
    const relay = await wire.ask('INFO', { headers: ['Content-Type: application/dtmf-relay'], body });
    expect(relay.status).toBe(200);
    expect(infos).toEqual([['application/dtmf-relay', body]]);
    const picture = { headers: ['Content-Type: application/media_control+xml'], body: '<x/>' };
    expect((await wire.ask('INFO', picture)).status).toBe(415);
    expect((await wire.ask('INFO')).status).toBe(200);
    expect(infos).toHaveLength(1);
    await dialog.bye();
  });

  it.each([
    ['OPTIONS', 200],
    ['MESSAGE', 405],
    ['REFER', 405],
    ['UPDATE', 200],
    ['NOTIFY', 481],
    ['SUBSCRIBE', 489],
  ])('%s gets %i', async (method, status) => {
    const { wire, dialog } = await call();
    const headers = method === 'REFER' ? ['Refer-To: <sip:x@127.0.0.1>'] : ['Event: presence'];
    const response = await wire.ask(method, { headers });
    expect(response.status).toBe(status);
    if (status === 405) expect(response.header('Allow')).toContain('INVITE');
    await dialog.bye();
  });
});

describe('a transfer', () => {
  const target = 'sip:agent@127.0.0.1:5999';

  async function transfer(timeoutMs = 3000) {
    const { wire, dialog } = await call();
    const outcome = dialog.refer(target, { timeoutMs, headers: { 'Referred-By': '<sip:bot@127.0.0.1>' } });
    const refer = await peer.next('REFER');
    expect(refer.header('Refer-To')).toBe(`<${target}>`);
    expect(refer.header('Referred-By')).toBe('<sip:bot@127.0.0.1>');
    return { wire, dialog, outcome, refer };
  }

  function notify(wire: PeerCall, line: string, state = 'active;expires=60') {
    return wire.ask('NOTIFY', {
      headers: ['Event: refer', `Subscription-State: ${state}`, 'Content-Type: message/sipfrag;version=2.0'],
      body: `SIP/2.0 ${line}\r\n`,
    });
  }

  it('succeeds when the target answers', async () => {
    const { wire, dialog, outcome, refer } = await transfer();
    peer.respond(refer, '202 Accepted');
    expect((await notify(wire, '100 Trying')).status).toBe(200);
    expect((await notify(wire, '200 OK', 'terminated;reason=noresource')).status).toBe(200);
    expect(await outcome).toEqual({ accepted: true });
    await dialog.bye();
  });

  it('fails with the target’s status and the call goes on', async () => {
    const { wire, dialog, outcome, refer } = await transfer();
    peer.respond(refer, '202 Accepted');
    await notify(wire, '486 Busy Here', 'terminated;reason=noresource');
    expect(await outcome).toEqual({ accepted: false, status: 486 });
    expect((await wire.ask('OPTIONS')).status).toBe(200);
    await dialog.bye();
  });

  it('that the peer refuses fails with its status', async () => {
    const { dialog, outcome, refer } = await transfer();
    peer.respond(refer, '603 Decline');
    expect(await outcome).toEqual({ accepted: false, status: 603 });
    await dialog.bye();
  });

  it('of which nothing is heard ends in time', async () => {
    const { dialog, outcome, refer } = await transfer(200);
    peer.respond(refer, '202 Accepted');
    expect(await outcome).toEqual({ accepted: false, status: undefined });
    await dialog.bye();
  });

  it('after which the peer hangs up has succeeded', async () => {
    const { wire, outcome, refer } = await transfer();
    peer.respond(refer, '202 Accepted');
    await wire.ask('OPTIONS'); // the 202 was taken before this
    expect((await wire.ask('BYE')).status).toBe(200);
    expect(await outcome).toEqual({ accepted: true });
  });

  it('to something that is no address is refused before it is sent', async () => {
    const { dialog } = await call();
    await expect(dialog.refer('sip:x>\r\nX: y', { timeoutMs: 100 })).rejects.toMatchObject({ code: 'SIP_MALFORMED' });
    await dialog.bye();
  });
});
