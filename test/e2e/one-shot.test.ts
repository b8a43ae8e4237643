/** A phone call to a bot whose engine answers one turn at a time and remembers nothing. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  answerText,
  miniOmni2Routes,
  type OneShotServer,
  startOneShotServer,
} from '../engines/one-shot/one-shot-server.js';
import { botGreeting, endCall, startEngineBot } from '../support/engine-bot.js';
import type { Product } from '../support/product.js';

let server: OneShotServer;
let product: Product;

beforeAll(async () => {
  server = await startOneShotServer(miniOmni2Routes);
  product = await startEngineBot(`family: one-shot, dialect: mini-omni2, url: "${server.url}"`);
}, 60_000);

afterAll(async () => {
  await product.close();
  await server.close();
  expect(server.wrong).toEqual([]);
}, 30_000);

test('what is said is answered aloud, and again', async () => {
  const leg = await product.call('1000', { timeoutMs: 20_000 });
  await leg.waitReply();
  for (const question of ['Could you tell me about my plan please?', 'And what does it cost me every month?']) {
    await leg.say(await product.speech(question));
    await leg.waitReply();
  }
  await endCall(product, leg);
  expect(product.botSaid(leg)).toEqual([botGreeting, answerText, answerText]);
}, 60_000);
