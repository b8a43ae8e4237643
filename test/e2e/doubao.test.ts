/** A phone call to Doubao: SIP and RTP at one end, its binary dialogue protocol at the other. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessKey, appId, DoubaoServer } from '../engines/doubao/doubao-server.js';
import { botPersona, callAndTalkOver, endCall, startEngineBot } from '../support/engine-bot.js';
import type { Product } from '../support/product.js';
import { until } from '../support/until.js';

/** A server that talks for so long, on purpose, that it can be talked over. */
const answerMs = 20_000;

let server: DoubaoServer;
let product: Product;

beforeAll(async () => {
  server = await new DoubaoServer({ answerMs }).listen();
  product = await startEngineBot(
    `family: doubao, url: "${server.url}", app_id: ${appId}, access_key: "\${DOUBAO_KEY}", end_of_speech_ms: 500`,
    { DOUBAO_KEY: accessKey },
  );
}, 60_000);

afterAll(async () => {
  await product.close();
  await server.close();
  expect(server.complaints).toEqual([]);
}, 30_000);

test('keys are told to the engine in words, and its answer is heard', async () => {
  const leg = await product.call('1000', { timeoutMs: 20_000 });
  await leg.waitReply();
  await leg.dtmf('12#');
  const { levelDbfs } = await leg.waitAudible(1_000);
  expect(levelDbfs).toBeGreaterThan(-30);
  expect(server.payloads(501)[0]!.content).toBe('The caller pressed 1 2 on the keypad.');
  expect(JSON.stringify(server.payloads(100)[0])).toContain(botPersona);
  await endCall(product, leg);
}, 60_000);

test('a caller who talks over the answer silences it, and is answered', async () => {
  const leg = await callAndTalkOver(product, 1_500);
  await until(() => product.eventsOf(leg).some((event) => event.type === 'said' && event.by === 'bot' && event.cut));
  const { interruptionMs } = leg.report().turns.at(-1)!;
  // Of an answer of 20 s nothing more than it takes to be sure.
  expect(interruptionMs).toBeGreaterThan(0);
  expect(interruptionMs).toBeLessThan(3_000);
  await leg.waitAudible(500);
  await endCall(product, leg);
}, 60_000);
