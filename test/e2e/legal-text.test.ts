import { afterAll, beforeAll, expect, test } from 'vitest';
import { carrierDialogue, knownAccount } from '../support/carrier-dialogue.js';
import { type Product, startProduct } from '../support/product.js';

let product: Product;

beforeAll(async () => {
  product = await startProduct();
}, 60_000);

afterAll(() => product.close(), 30_000);

const terms = carrierDialogue.tasks.change_plan?.steps.find((step) => step.uninterruptible)?.say?.en ?? '';

test('a caller who talks over the terms of a plan is not heard until they are over, and then is', async () => {
  const leg = await product.call('1000', { timeoutMs: 30_000 });
  await leg.waitReply();
  for (const digits of ['4', knownAccount]) {
    await leg.dtmf(digits);
    await leg.waitReply();
  }
  await leg.dtmf('2');
  await leg.waitAudible(1000);
  const talk =
    'I do not want to hear any of this, and I would much rather speak to a person about it right now please,';
  await leg.say(await product.speech(`${talk} because all of this is taking far too long for me.`));
  await leg.waitReply();
  await leg.hangUp();
  await product.event(leg, 'ended');
  const cut = product.eventsOf(leg).find((event) => event.type === 'said' && event.by === 'bot' && event.cut);
  expect(terms).toContain('twelve months.');
  // All of the terms, and of the question after them no more than the time it takes to be sure.
  expect(cut).toMatchObject({ text: expect.stringContaining(terms) });
  expect((cut as { text: string }).text).not.toContain('a month?');
}, 90_000);
