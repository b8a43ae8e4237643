import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { invitationOf, toldBy } from '../support/handover.js';
import { type Phone, startPhone } from '../support/phone.js';
import { botsSection, type Product, startProduct } from '../support/product.js';
import { PeerCall, SipPeer, type SipText } from '../support/sip-peer.js';
import { answerSdp } from '../support/test-controller.js';
import { until } from '../support/until.js';
import { WireCaller } from '../support/wire-caller.js';

/** What a caller's side does in SIP that no ordinary phone call shows: transfers taken and refused, CANCEL, INFO. */
let product: Product;
let colleague: Phone;
let colleagueCalls = 0;
let toldColleague: string | undefined;

beforeAll(async () => {
  colleague = await startPhone((call) => {
    colleagueCalls += 1;
    toldColleague = call.header('User-to-User');
    void call.answer(answerSdp);
  });
  product = await startProduct(botsSection(colleague.uri));
}, 60_000);

afterAll(async () => {
  await product.close();
  await colleague.close();
}, 30_000);

const answered = () => WireCaller.dial(product.sip('udp'), '1000');

const sipfrag = (call: PeerCall, status: string, state: string) =>
  call.ask('NOTIFY', {
    headers: ['Event: refer', `Subscription-State: ${state}`, 'Content-Type: message/sipfrag;version=2.0'],
    body: `SIP/2.0 ${status}\r\n`,
  });

/** Presses 0 for a person; resolves with the REFER that follows the bot's sentence. */
async function referred(caller: WireCaller): Promise<SipText> {
  await caller.press('0');
  return caller.peer.next('REFER', 15_000);
}

/** What a phone does with a REFER that it takes (RFC 5589 6): calls the target and tells how it goes. */
async function callTarget(refer: SipText): Promise<number> {
  const { uri, headers } = invitationOf(refer.header('Refer-To') ?? '');
  const target = /^sip:([^@]+)@([^:]+):(\d+)$/.exec(uri) ?? [];
  const peer = await SipPeer.open({ protocol: 'udp', address: target[2]!, port: Number(target[3]) });
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const { status } = await new PeerCall(peer, target[1]!).establish(answerSdp, fields);
  peer.close();
  return status ?? 0;
}

describe.concurrent('a caller who asks for a person', { timeout: 40_000 }, () => {
  test('is put through: the target answers, and the bot leaves', async () => {
    const caller = await answered();
    const refer = await referred(caller);
    caller.peer.respond(refer, '202 Accepted');
    await sipfrag(caller.call, '100 Trying', 'active;expires=60');
    expect(await callTarget(refer)).toBe(200);
    expect(colleagueCalls).toBe(1);
    expect(toldBy(toldColleague)).toMatchObject({ mood: 'calm', summary: '1 turn' });
    expect((await sipfrag(caller.call, '200 OK', 'terminated;reason=noresource')).status).toBe(200);
    await caller.peer.next('BYE');
    expect(await product.event(caller.call, 'ended')).toMatchObject({ reason: 'transferred' });
    expect(await product.event(caller.call, 'transfer')).toMatchObject({ accepted: true });
    caller.close();
  });

  test.each([
    ['refuses the REFER', async ({ peer }: WireCaller, refer: SipText) => peer.respond(refer, '603 Decline'), 603],
    [
      'cannot reach the target',
      async ({ peer, call }: WireCaller, refer: SipText) => {
        peer.respond(refer, '202 Accepted');
        await sipfrag(call, '486 Busy Here', 'terminated;reason=noresource');
      },
      486,
    ],
    [
      'says nothing more about it',
      async ({ peer }: WireCaller, refer: SipText) => peer.respond(refer, '202 Accepted'),
      undefined,
    ],
  ])('and whose phone %s hears an apology, and the bot goes on', async (_name, respond, status) => {
    const caller = await answered();
    await respond(caller, await referred(caller));
    await product.heardSaying(caller.call, /nobody could take your call/);
    expect(await product.event(caller.call, 'transfer')).toEqual(expect.objectContaining({ accepted: false, status }));
    await caller.press('1');
    await product.heardSaying(caller.call, /account number/);
    expect(await caller.hangUp()).toBe(200);
    expect(await product.event(caller.call, 'ended')).toMatchObject({ reason: 'caller-hung-up' });
  });
});

test('a caller who gives up at once leaves no call behind, whoever was faster', async () => {
  const peer = await SipPeer.open(product.sip('udp'));
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const call = new PeerCall(peer, '1000');
    call.invite(answerSdp);
    if (attempt % 2 === 1) await new Promise((resolve) => setTimeout(resolve, attempt * 3));
    call.cancel();
    const response = await call.final();
    call.ack(response);
    if (response.status === 200) expect((await call.ask('BYE')).status).toBe(200);
    else expect(response.status).toBe(487);
    expect(await product.event(call, 'ended')).toMatchObject({ reason: 'caller-hung-up' });
  }
  await until(() => product.running.calls === 0);
  peer.close();
});
