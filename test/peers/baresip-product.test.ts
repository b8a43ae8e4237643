import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import wavefile from 'wavefile';
import { levelDbfs } from '#src/core/audio.js';
import { Baresip, baresipVersion } from '../support/baresip.js';
import { optional } from '../support/optional.js';
import { money, type Product, startProduct } from '../support/product.js';
import { overTheLine } from '../support/telephone.js';
import { concat, silence } from '../support/tone.js';

const baresip = optional('baresip', baresipVersion !== undefined);

/** The product called by a softphone that people really use. */
describe.skipIf(baresip.missing)(`a baresip caller of the whole product${baresip.note}`, () => {
  let product: Product;
  let folder: string;
  const phones: Baresip[] = [];

  beforeAll(async () => {
    product = await startProduct('media: { rtp_timeout_ms: 1500 }');
    folder = await mkdtemp(join(tmpdir(), 'undertone-softphone-'));
  }, 60_000);

  afterAll(async () => {
    await Promise.all(phones.map((phone) => phone.stop()));
    await product.close();
    await rm(folder, { recursive: true });
  }, 30_000);

  /** Calls 1000 and plays `speech` once the greeting is over; baresip goes on with silence. */
  async function dial(user: string, speech: Int16Array) {
    const plays = join(folder, `${user}.wav`);
    const wav = new wavefile.WaveFile();
    wav.fromScratch(1, 8000, '16', concat(silence(4000), speech, silence(90_000)));
    await writeFile(plays, wav.toBuffer());
    const phone = await Baresip.start({ plays, user });
    phones.push(phone);
    phone.dial(product.uri('1000'));
    await phone.next('CALL_ESTABLISHED');
    return { phone, call: await product.callFrom(user) };
  }

  async function hungUp(phone: Baresip, call: { readonly callId: string }) {
    phone.hangUp();
    await phone.next('CALL_CLOSED');
    return product.event(call, 'ended');
  }

  test.concurrent('asks about the bill by voice, keys the account, and hears the amount', {
    timeout: 60_000,
  }, async () => {
    const { total } = await product.billOf('12345678');
    const { samples, rateHz } = await product.speech('why is my bill so high this month');
    const { phone, call } = await dial('asks', overTheLine(samples, rateHz));
    await product.event(call, 'turn');
    phone.press('12345678');
    const reply = await product.heardSaying(call, /^Your bill/);
    const ended = await hungUp(phone, call);

    expect(product.eventsOf(call)).toContainEqual(
      expect.objectContaining({ type: 'said', by: 'caller', text: expect.stringContaining('my bill') }),
    );
    expect(reply).toContain(money(total));
    expect(ended.reason).toBe('caller-hung-up');
    const heard = new wavefile.WaveFile(await phone.heard()).getSamples(false, Int16Array) as unknown as Int16Array;
    const said = product.botSaid(call).join(' ');
    // A second of speech for each 20 characters is fast: what is there is all that the bot said.
    expect(audibleMs(heard)).toBeGreaterThan((said.length / 20) * 1000);
  });

  test.concurrent('holds and resumes, and the bot goes on', { timeout: 60_000 }, async () => {
    const { phone, call } = await dial('holds', silence(0));
    await product.heardSaying(call, /^Welcome/);
    phone.hold();
    // Longer than the RTP time-out.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    phone.resume();
    await new Promise((resolve) => setTimeout(resolve, 300));
    phone.press('1');
    await product.heardSaying(call, /account number/);
    expect((await hungUp(phone, call)).reason).toBe('caller-hung-up');
  });
});

/** How much of it is louder than a line's noise, in pieces of 20 ms. */
function audibleMs(samples: Int16Array): number {
  let pieces = 0;
  for (let at = 0; at + 160 <= samples.length; at += 160)
    if (levelDbfs(samples.subarray(at, at + 160)) > -45) pieces += 1;
  return pieces * 20;
}
