/** A phone call to a bot whose engine is a realtime one: SIP and RTP at one end, OpenAI's wire at the other. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RealtimeServer } from '../engines/realtime/realtime-server.js';
import type { Script } from '../engines/realtime/script.js';
import { openai, qwen } from '../engines/realtime/wires.js';
import { knownAccount } from '../support/carrier-dialogue.js';
import { botGreeting, botPersona, callAndTalkOver, endCall, story } from '../support/engine-bot.js';
import { type Product, startProduct } from '../support/product.js';
import { until } from '../support/until.js';

/** Keys are asked about; whatever is said is a wish for a story. */
const script: Script = ({ items }) => {
  const last = items.findLast(({ role }) => role === 'user' || role === 'tool');
  if (last?.role === 'tool') return { text: `The bill is HK$${JSON.parse(last.text).total} in all.` };
  if (!last?.text.includes('pressed')) return { text: story.join('') };
  return { calls: [{ name: 'get_bill', arguments: { account: knownAccount } }] };
};

let server: RealtimeServer;
let turnTaking: RealtimeServer;
let product: Product;

beforeAll(async () => {
  server = await RealtimeServer.start(openai, script);
  turnTaking = await RealtimeServer.start(qwen, script);
  const config = `engines:
  speech:
    family: realtime
    dialect: openai
    url: "${server.url}"
    key: "\${SPEECH_KEY}"
    model: gpt-realtime
  turns:
    family: realtime
    dialect: qwen
    url: "${turnTaking.url}"
    key: "\${SPEECH_KEY}"
    model: qwen3.5-omni-flash-realtime
    turns: engine
bots:
  english: { engines: [speech], languages: [en], tools: [carrier], greeting: { en: "${botGreeting}" }, persona: "${botPersona}" }
  patient: { engines: [turns], languages: [en], greeting: { en: "${botGreeting}" }, persona: "${botPersona}" }
routes:
  - { called: "1001", bot: patient }
  - { called: "1000", bot: english }
`;
  product = await startProduct(config, undefined, { SPEECH_KEY: 'sk-realtime' });
}, 60_000);

afterAll(async () => {
  await product.close();
  await server.close();
  await turnTaking.close();
  expect([...server.complaints, ...turnTaking.complaints]).toEqual([]);
}, 30_000);

test('a key is answered with what a tool knows, in the voice of the engine', async () => {
  const leg = await product.call('1000', { timeoutMs: 20_000 });
  await leg.waitReply();
  await leg.dtmf('1');
  await leg.waitReply();
  const { total } = await product.billOf(knownAccount);
  expect(await product.heardSaying(leg, /The bill is/)).toContain(`The bill is HK$${total} in all.`);
  const served = server.newest;
  expect(served.instructions).toContain(botPersona);
  expect(served.items.map(({ role, text }) => [role, text]).slice(0, 2)).toEqual([
    ['assistant', botGreeting],
    ['user', 'The caller pressed 1 on the keypad.'],
  ]);
  await endCall(product, leg);
  await until(() => !served.isOpen);
}, 60_000);

test('a caller who talks over the answer stops it, and the engine cuts it where it was heard to', async () => {
  const leg = await callAndTalkOver(product, 1_500);
  const served = server.newest;
  const cut = await until(() => served.received.find(({ type }) => type === 'conversation.item.truncate'), 20_000);
  expect(cut.audio_end_ms).toBeGreaterThan(1_000);
  expect(cut.audio_end_ms).toBeLessThan(8_000);
  await endCall(product, leg);
}, 60_000);

test('an engine that finds the end of the turn answers, and is stopped by a caller who talks over it', async () => {
  const leg = await product.call('1001', { timeoutMs: 30_000 });
  await leg.waitReply();
  await leg.say(await product.speech('Could you please tell me about all of your plans?'));
  await leg.waitAudible(1_500);
  const served = turnTaking.newest;
  expect(served.items.filter(({ role }) => role === 'user')).toHaveLength(1);
  await leg.say(await product.speech('Stop, that is enough, I want something else now please.'));
  await until(() => served.types.includes('response.cancel') || served.items.length >= 4, 20_000);
  await until(() => served.items.filter(({ role }) => role === 'user').length >= 2, 20_000);
  expect(served.types).not.toContain('input_audio_buffer.commit');
  await endCall(product, leg);
}, 60_000);
