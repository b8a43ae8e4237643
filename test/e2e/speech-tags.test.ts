/** A phone call to a bot whose recogniser is a SenseVoice server: its tags reach the caller's mood and language. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CascadeServer, startCascadeServer } from '../engines/cascade/cascade-server.js';
import { endCall } from '../support/engine-bot.js';
import { type Product, startProduct } from '../support/product.js';
import { until } from '../support/until.js';

let server: CascadeServer;
let product: Product;

beforeAll(async () => {
  server = await startCascadeServer(({ messages }) => ({
    text: messages[0]!.content!.includes('Reply in Mandarin') ? '好的，我马上帮您查。' : 'All right.',
  }));
  product = await startProduct(`engines:
  remote:
    family: cascade
    recogniser: { driver: sense-voice, url: "${server.url}" }
    model: { url: "${server.url}/v1", model: step-audio-chat }
    voice: { driver: step-audio-tts, url: "${server.url}" }
bots:
  english:
    engines: [remote]
    languages: [en, yue, cmn]
    greeting: { en: Welcome. }
    persona: A test.
routes:
  - { called: "1000", bot: english }
`);
}, 60_000);

afterAll(async () => {
  await product.close();
  await server.close();
  expect(server.wrong).toEqual([]);
}, 30_000);

test('a caller who is angry in Mandarin twice is answered in Mandarin, and the anger is evidence of the engine', async () => {
  server.recognises = () => ({ text: '<|zh|><|ANGRY|><|Speech|><|woitn|>我已经打了三次电话来查账单了' });
  const leg = await product.call('1000', { timeoutMs: 30_000 });
  await leg.waitReply();
  await leg.say(await product.speech('Could you please tell me about all of your plans?'));
  const { reading } = await product.event(leg, 'paralinguistics');
  expect(reading).toEqual({ emotion: { value: 'angry' } });
  const moods = () => product.eventsOf(leg).flatMap((event) => (event.type === 'mood' ? [event] : []));
  const { evidence } = await until(() =>
    moods().find((mood) => mood.evidence.some(({ source }) => source === 'engine')),
  );
  expect(evidence).toContainEqual({ source: 'engine', anger: 0.8, detail: 'angry' });
  await leg.waitReply();
  await leg.say(await product.speech('I have called you three times, and I want my bill now.'));
  await leg.waitReply();
  // The second reply was prepared before its turn was over: the language that follows is that of the third.
  await leg.say(await product.speech('So will you tell me about my bill at last, please?'));
  await product.heardSaying(leg, /马上帮您查/);
  const said = product
    .eventsOf(leg)
    .flatMap((event) => (event.type === 'said' && event.by === 'caller' ? [event.text] : []));
  expect(said.every((text) => text === '我已经打了三次电话来查账单了')).toBe(true);
  await endCall(product, leg);
}, 90_000);
