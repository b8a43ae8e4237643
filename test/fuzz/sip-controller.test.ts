import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { message, PeerCall, SipPeer } from '../support/sip-peer.js';
import { answerSdp, embeddedController, offerSdp, type TestController } from '../support/test-controller.js';

let bot: TestController;
let peer: SipPeer;
const failures: unknown[] = [];
const onFailure = (error: unknown) => failures.push(error);

beforeAll(async () => {
  process.on('uncaughtException', onFailure);
  process.on('unhandledRejection', onFailure);
  bot = await embeddedController({
    onInvite: (call) => {
      call.ring();
      call.answer(answerSdp).then(
        (dialog) => dialog.onReoffer(() => answerSdp),
        () => {},
      );
    },
  });
  peer = await SipPeer.open(bot.udp);
});
afterAll(async () => {
  peer.close();
  await bot.controller.close();
  process.off('uncaughtException', onFailure);
  process.off('unhandledRejection', onFailure);
});

const methods = fc.constantFrom(
  'INVITE',
  'OPTIONS',
  'BYE',
  'INFO',
  'REFER',
  'NOTIFY',
  'CANCEL',
  'ACK',
  'UPDATE',
  'PRACK',
  'X',
);
const value = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.constantFrom(
    '',
    '<',
    '<>',
    '"',
    '"a" <sip:',
    'sip:',
    ';tag=',
    '*',
    '<sip:a@b>, <sip:c@d>',
    '\u{1f600}',
    '%',
    '__proto__',
  ),
);
const header = fc.constantFrom(
  ...[
    'From',
    'To',
    'Contact',
    'Require',
    'Content-Type',
    'Refer-To',
    'Event',
    'Record-Route',
    'CSeq',
    'm',
    'constructor',
  ],
);

/** A request that is right but for what was put into it. */
const request = fc
  .record({
    method: methods,
    id: fc.uuid(),
    spoilt: fc.dictionary(header, value, { maxKeys: 3 }),
    body: fc.oneof(value, fc.constant(offerSdp)),
  })
  .map(({ method, id, spoilt, body }) => {
    const usual: Record<string, string> = {
      From: `<sip:peer@127.0.0.1>;tag=${id}`,
      To: '<sip:1001@127.0.0.1>',
      CSeq: `1 ${method}`,
      Contact: peer.contact,
      'Content-Type': 'application/sdp',
    };
    const lines = Object.entries({ ...usual, ...spoilt }).map(([name, text]) => `${name}: ${text}`);
    const fixed = [`Via: ${peer.via(`z9hG4bK${id}`)}`, `Call-ID: ${id}`, 'Max-Forwards: 70'];
    return message(`${method} sip:1001@127.0.0.1 SIP/2.0`, [...fixed, ...lines], body);
  });

describe('requests with something wrong in them', () => {
  it('never stop the controller, and the next call is answered', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 5, maxLength: 15 }), async (requests) => {
        for (const text of requests) peer.send(text);
        const call = new PeerCall(peer, '1001');
        expect((await call.establish(offerSdp)).status).toBe(200);
        expect((await call.ask('BYE')).status).toBe(200);
      }),
      { numRuns: 25 },
    );
    expect(failures).toEqual([]);
  });
});
