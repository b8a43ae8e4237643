/** A phone call to a bot whose engine is a cascade: SIP and RTP at one end, the servers of its parts at the other. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CascadeServer, startCascadeServer } from '../engines/cascade/cascade-server.js';
import type { ModelScript } from '../engines/cascade/model-server.js';
import { knownAccount } from '../support/carrier-dialogue.js';
import { botGreeting, botPersona, callAndTalkOver, endCall, startEngineBot, story } from '../support/engine-bot.js';
import type { Product } from '../support/product.js';
import { until } from '../support/until.js';

/** Keys are asked about; whatever is said is a wish for a story. */
const script: ModelScript = ({ messages }) => {
  const last = messages.at(-1)!;
  if (last.role === 'tool') return { text: `The bill is HK$${JSON.parse(last.content ?? '{}').total} in all.` };
  if (!last.content?.includes('pressed')) return { text: story.join('') };
  return { calls: [{ name: 'get_bill', arguments: { account: knownAccount } }] };
};

let server: CascadeServer;
let product: Product;

beforeAll(async () => {
  server = await startCascadeServer(script);
  product = await startEngineBot(
    `family: cascade,
     recogniser: { driver: transcriptions, url: "${server.url}/v1", model: whisper-1 },
     model: { url: "${server.url}/v1", model: step-audio-chat },
     voice: { driver: step-audio-tts, url: "${server.url}" }`,
  );
}, 60_000);

afterAll(async () => {
  await product.close();
  await server.close();
  expect(server.wrong).toEqual([]);
}, 30_000);

test('a key is answered with what a tool knows, in the voice of the cascade', async () => {
  const leg = await product.call('1000', { timeoutMs: 20_000 });
  await leg.waitReply();
  await leg.dtmf('1');
  await leg.waitReply();
  const { total } = await product.billOf(knownAccount);
  const said = await product.heardSaying(leg, /The bill is/);
  expect(said).toBe(`The bill is HK$${total} in all.`);
  expect(server.asked[0]!.messages[0]!.content).toContain(botPersona);
  expect(server.asked[0]!.messages.slice(1)).toEqual([
    { role: 'assistant', content: botGreeting },
    { role: 'user', content: 'The caller pressed 1 on the keypad.' },
  ]);
  await endCall(product, leg);
}, 60_000);

test('a caller who talks over the answer stops it, and the model knows what was heard', async () => {
  const leg = await callAndTalkOver(product, 1_500);
  const talked = () => server.asked.find(({ messages }) => messages.some(({ content }) => content?.endsWith('…')));
  const { messages } = await until(talked, 20_000);
  const heard = messages.find(({ content }) => content?.endsWith('…'))!;
  expect(heard.role).toBe('assistant');
  expect(story.join('')).toContain(heard.content!.slice(0, -1));
  await endCall(product, leg);
}, 60_000);
