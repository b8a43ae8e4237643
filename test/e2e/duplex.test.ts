/** A phone call to Moshi: SIP and RTP at one end, a WebSocket with Ogg-Opus that never pauses at the other. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MoshiServer } from '../engines/duplex/moshi-server.js';
import { botGreeting, endCall, startEngineBot } from '../support/engine-bot.js';
import type { Product } from '../support/product.js';
import { until } from '../support/until.js';

let server: MoshiServer;
let product: Product;

beforeAll(async () => {
  // It talks for so long that it can be talked over.
  server = await new MoshiServer('python', { utteranceMs: 20_000 }).listen();
  product = await startEngineBot(`family: duplex, dialect: moshi, url: "ws://127.0.0.1:${server.port}/api/chat"`);
}, 60_000);

afterAll(async () => {
  await product.close();
  await server.close();
  expect(server.complaints).toEqual([]);
}, 30_000);

test('the engine has the line after the greeting, yields to the caller, and answers', async () => {
  const leg = await product.call('1000', { timeoutMs: 20_000 });
  // The greeting, and then its own.
  await leg.waitAudible(2_500);
  await leg.say(await product.speech('Stop, that is enough, I want something else now please.'));
  await leg.waitAudible(500);
  await product.heardSaying(leg, /I heard/, 10_000).catch(() => {});
  const { interruptionMs, reply } = leg.report().turns.at(-1)!;
  expect(interruptionMs).toBeGreaterThan(0);
  expect(interruptionMs).toBeLessThan(2_500);
  expect(reply?.audibleMs).toBeGreaterThan(300);
  await endCall(product, leg);
  const said = await until(() => product.botSaid(leg).length > 1 && product.botSaid(leg));
  expect(said[0]).toBe(botGreeting);
  expect(said[1]).toMatch(/^Good day to you\. I heard/);
  await until(() => server.clients === 0);
}, 60_000);
