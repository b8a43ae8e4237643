import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CallerLeg } from '#src/caller/leg.js';
import { money, type Product, startProduct } from '../support/product.js';

/** The whole product on loopback, called by a phone over real SIP and RTP. Calls are as long as people's are. */
let product: Product;

beforeAll(async () => {
  product = await startProduct();
}, 60_000);

afterAll(() => product.close(), 30_000);

async function greeted(user: string): Promise<CallerLeg> {
  const leg = await product.call(user, { timeoutMs: 30_000 });
  await leg.waitReply();
  return leg;
}

async function finish(leg: CallerLeg) {
  await leg.hangUp();
  return product.event(leg, 'ended');
}

describe.concurrent('a caller of the English line', { timeout: 90_000 }, () => {
  test('hears the greeting', async () => {
    const leg = await product.call('1000');
    const greeting = await leg.waitReply();
    expect(greeting.audibleMs).toBeGreaterThan(1000);
    expect(greeting.levelDbfs).toBeGreaterThan(-35);
    await finish(leg);
    expect(product.botSaid(leg)[0]).toMatch(/^Welcome\. +How can I help you\?$/);
  });

  test('asks why the bill is so high, and is told the amount and the reason that the database holds', async () => {
    const bill = await product.billOf('12345678');
    const leg = await greeted('1000');
    await leg.say(await product.speech('why is my bill so high this month'));
    await leg.waitReply();
    await leg.dtmf('12345678');
    const reply = await leg.waitReply();
    await finish(leg);
    const said = product.botSaid(leg).at(-1);
    expect(said).toContain(money(bill.total));
    expect(said).toContain(bill.main_reason.en);
    // A second of speech for each 20 characters is fast; what was heard is the whole reply, not its beginning.
    expect(reply.audibleMs).toBeGreaterThan(((said?.length ?? 0) / 20) * 1000);
  });

  test('gets the same with nothing but keys', async () => {
    const bill = await product.billOf('12345678');
    const leg = await greeted('1000');
    await leg.dtmf('1');
    await leg.waitReply();
    await leg.dtmf('12345678');
    await leg.waitReply();
    await finish(leg);
    expect(product.botSaid(leg).at(-1)).toContain(money(bill.total));
    expect(product.botSaid(leg).at(-1)).toContain(bill.main_reason.en);
  });

  test('talks over the bot, which stops at once and remembers only what was heard', async () => {
    const leg = await greeted('1000');
    await leg.dtmf('1');
    await leg.waitReply();
    await leg.dtmf('12345678');
    await leg.waitAudible(2500);
    await leg.say(await product.speech('wait, I want to speak to someone else please'));
    await leg.waitReply();
    await finish(leg);
    const { turns } = leg.report();
    const interrupting = turns.findIndex((turn) => turn.said[0]?.kind === 'audio');
    // It may be between two words just then: what counts is that nothing more of the reply comes.
    expect(turns[interrupting - 1]?.reply?.toMs).toBeLessThan((turns[interrupting]?.fromMs ?? 0) + 1000);
    const cut = product.eventsOf(leg).find((event) => event.type === 'said' && event.by === 'bot' && event.cut);
    expect(cut).toMatchObject({ text: expect.stringMatching(/^Your bill/) });
    expect((cut as { text: string }).text.length).toBeLessThan(80);
  });

  test('hangs up in the middle of a reply: the call is over at once and nothing stays behind', async () => {
    const leg = await greeted('1000');
    await leg.dtmf('1');
    await leg.waitAudible(500);
    const ended = await finish(leg);
    expect(ended).toMatchObject({ reason: 'caller-hung-up' });
    expect(ended.packetsSent).toBeGreaterThan(50);
  });

  test('says goodbye, and the bot hangs up after its own', async () => {
    const leg = await greeted('1000');
    await leg.say(await product.speech('goodbye'));
    await leg.waitBye(20_000);
    const ended = await product.event(leg, 'ended');
    expect(ended).toMatchObject({ reason: 'bot-hung-up' });
    expect(leg.report().endedBy).toBe('bot');
    expect(leg.report().turns.at(-1)?.reply?.audibleMs).toBeGreaterThan(500);
    await leg.hangUp();
  });

  test('asks for a person whom nobody can reach, and comes back to the bot', async () => {
    const leg = await greeted('1000');
    await leg.dtmf('0');
    await leg.waitReply();
    await expect.poll(() => product.botSaid(leg).at(-1), { timeout: 20_000 }).toMatch(/nobody could take your call/);
    expect(leg.isUp).toBe(true);
    await finish(leg);
  });
});

describe.concurrent('a caller of the Cantonese line', { timeout: 90_000 }, () => {
  test('hears Cantonese, and gets the bill explained in Cantonese by keys', async () => {
    const bill = await product.billOf('12345678');
    const leg = await greeted('1001');
    await leg.dtmf('1');
    await leg.waitReply();
    await leg.dtmf('12345678');
    const reply = await leg.waitReply();
    await finish(leg);
    const said = product.botSaid(leg);
    expect(said[0]).toContain('請問有咩可以幫到你');
    expect(said.at(-1)).toContain(bill.main_reason.yue);
    expect(reply.audibleMs).toBeGreaterThan(3000);
  });
});

describe.concurrent('calls that are not answered', () => {
  test('a codec that is not spoken here is 488', async () => {
    const refused = product.phone.offer(product.uri('1000'), 'm=audio 40000 RTP/AVP 18\r\na=rtpmap:18 G729/8000\r\n');
    await expect(refused).rejects.toMatchObject({ details: { status: 488 } });
  });

  test('a number that nobody answers is 404', async () => {
    await expect(product.call('9999')).rejects.toMatchObject({ details: { status: 404 } });
  });

  test('an offer that is not SDP is 400', async () => {
    const refused = product.phone.offer(product.uri('1000'), undefined);
    await expect(refused).rejects.toMatchObject({ details: { status: 400 } });
  });
});

test('a call over TCP is the same call', async () => {
  const leg = await product.phone.dial(product.uri('1000', 'tcp'));
  expect((await leg.waitReply()).audibleMs).toBeGreaterThan(1000);
  await finish(leg);
});
