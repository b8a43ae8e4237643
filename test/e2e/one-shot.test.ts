/** A phone call to a bot whose engine answers one turn at a time and remembers nothing. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  answerText,
  miniOmni2Routes,
  type OneShotServer,
  startOneShotServer,
} from '../engines/one-shot/one-shot-server.js';
import { type Product, startProduct } from '../support/product.js';

let server: OneShotServer;
let product: Product;

beforeAll(async () => {
  server = await startOneShotServer(miniOmni2Routes);
  product = await startProduct(`engines:
  omni: { family: one-shot, dialect: mini-omni2, url: "${server.url}" }
bots:
  english: { engines: [omni], languages: [en], greeting: { en: "Welcome." } }
routes:
  - { called: "1000", bot: english }
`);
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
  await leg.hangUp();
  await product.event(leg, 'ended');
  expect(product.botSaid(leg)).toEqual(['Welcome.', answerText, answerText]);
}, 60_000);
