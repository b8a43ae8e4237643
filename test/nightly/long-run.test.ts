import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { usedMegabytes } from '../support/heap.js';
import { type Product, startProduct } from '../support/product.js';
import { until } from '../support/until.js';
import { WireCaller } from '../support/wire-caller.js';

/** Many calls on one product: nothing of a call that is over stays behind. */
let product: Product;

beforeAll(async () => {
  product = await startProduct();
}, 60_000);

afterAll(() => product.close(), 30_000);

/** A short call that presses a key and leaves while the bot replies. */
async function shortCall(): Promise<void> {
  const caller = await WireCaller.dial(product.sip('udp'), '1000');
  await caller.press('1');
  await product.event(caller, 'turn');
  expect(await caller.hangUp()).toBe(200);
  await product.event(caller, 'ended');
}

const openFiles = () => readdirSync('/proc/self/fd').length;

test('200 calls one after another leave no memory, timer or file behind', async () => {
  for (let call = 0; call < 20; call += 1) await shortCall();
  const before = { megabytes: usedMegabytes(), files: openFiles(), handles: process.getActiveResourcesInfo().length };
  for (let call = 0; call < 200; call += 1) await shortCall();
  await until(() => product.running.calls === 0);
  // Transactions stay for 32 s after the last message (timer J, RFC 3261 17.2.2), with a timer each.
  await new Promise((resolve) => setTimeout(resolve, 40_000));
  product.events.length = 0;
  expect(usedMegabytes() - before.megabytes).toBeLessThan(20);
  expect(openFiles() - before.files).toBeLessThanOrEqual(4);
  expect(process.getActiveResourcesInfo().length - before.handles).toBeLessThanOrEqual(10);
});

test('50 calls at a time hold whole conversations, and their ports are free again', async () => {
  const callers = await Promise.all(Array.from({ length: 50 }, () => WireCaller.dial(product.sip('udp'), '1000')));
  expect(new Set(callers.map(({ botPort }) => botPort)).size).toBe(50);
  const ports = callers.map(({ botPort }) => botPort);
  await Promise.all(
    callers.map(async (caller) => {
      await caller.press('1');
      await product.event(caller, 'turn');
      await caller.press('12345678');
      await product.heardSaying(caller, /^Your bill/, 90_000);
      expect(caller.continuity().missing).toBe(0);
      expect(await caller.hangUp()).toBe(200);
    }),
  );
  await until(() => product.running.calls === 0);
  const again = await Promise.all(Array.from({ length: 50 }, () => WireCaller.dial(product.sip('udp'), '1001')));
  expect(Math.max(...again.map(({ botPort }) => botPort))).toBeLessThanOrEqual(Math.max(...ports) + 100);
  await Promise.all(again.map((caller) => caller.hangUp()));
});
