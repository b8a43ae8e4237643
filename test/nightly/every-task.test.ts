import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CallerLeg } from '#src/caller/leg.js';
import { type Product, startProduct } from '../support/product.js';
import { until } from '../support/until.js';

/** Every task of the carrier's dialogue, to its end, by keys, in each language, over SIP and RTP. */
let product: Product;

beforeAll(async () => {
  product = await startProduct();
}, 60_000);

afterAll(() => product.close(), 30_000);

const lastMonth = String(new Date().getMonth() || 12).padStart(2, '0');

/** Keys in order; each is pressed once the bot has said the words before it to the end. */
const tasks: readonly (readonly [task: string, keys: readonly string[], lastWords: string])[] = [
  ['the latest bill', ['1', '12345678'], 'HK\\$|蚊|元'],
  ['the plan', ['2', '12345678'], 'GB'],
  ['promotions', ['3'], '238'],
  ['a change of plan', ['4', '34567890', '1', '1'], 'Your reference is|參考編號係|参考编号是'],
  [
    'a change of plan that is declined',
    ['4', '23456789', '2', '2'],
    'nothing has been changed|冇作任何更改|没有作任何更改',
  ],
  ['a lost phone', ['5', '1', '12345678', '1', '2'], 'Your reference is|參考編號係|参考编号是'],
  ['roaming', ['5', '2', '4'], '98'],
  ['a data pack', ['5', '3', '2', '23456789', '1'], 'Your reference is|參考編號係|参考编号是'],
  ['broadband', ['5', '4', '2', '23456789', '1'], 'Your reference is|參考編號係|参考编号是'],
  ['a complaint', ['5', '5', '2', '12345678', '1'], 'Your reference is|參考編號係|参考编号是'],
  ['an earlier bill', ['6', '12345678', lastMonth], 'HK\\$|蚊|元'],
  ['a person', ['0'], 'nobody could|冇同事接到|没有同事可以接听'],
];
const languages = [
  ['English', '7'],
  ['Cantonese', '8'],
  ['Mandarin', '9'],
] as const;

/** Presses keys and waits until the bot has said its answer to the end. */
async function keyed(leg: CallerLeg, digits: string): Promise<void> {
  const before = product.botSaid(leg).length;
  await leg.dtmf(digits);
  await until(() => product.botSaid(leg).length > before, 60_000);
}

describe.concurrent.each(languages)('in %s', (_language, key) => {
  test.each(tasks)('%s', async (_task, keys, lastWords) => {
    const leg = await product.call('1000', { timeoutMs: 30_000 });
    await leg.waitReply();
    await keyed(leg, key);
    const from = product.botSaid(leg).length;
    for (const digits of keys) await keyed(leg, digits);
    const words = new RegExp(lastWords);
    await until(
      () =>
        product
          .botSaid(leg)
          .slice(from)
          .some((said) => words.test(said)),
      30_000,
    );
    expect(product.eventsOf(leg).filter(({ type }) => type === 'failed')).toEqual([]);
    expect(product.eventsOf(leg)).not.toContainEqual(expect.objectContaining({ type: 'tool', ok: false }));
    await leg.hangUp();
    await product.event(leg, 'ended');
  });
});
