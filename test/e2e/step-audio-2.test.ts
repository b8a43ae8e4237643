/** A phone call to Step-Audio 2: SIP and RTP at one end, StepFun's vLLM and CosyVoice's token decoder at the other. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wavBytes } from '#src/engines/wire/wav.js';
import type { ModelScript } from '../engines/cascade/model-server.js';
import { type ChatAudioServer, startChatAudioServer } from '../engines/chat-audio/chat-audio-server.js';
import { shapes } from '../engines/chat-audio/shapes.js';
import { startTokenDecoderServer, type TokenDecoderServer } from '../engines/chat-audio/token-decoder-server.js';
import { knownAccount } from '../support/carrier-dialogue.js';
import { botGreeting, botPersona, callAndTalkOver, endCall, startEngineBot, story } from '../support/engine-bot.js';
import type { Product } from '../support/product.js';
import { tone } from '../support/tone.js';
import { until } from '../support/until.js';

/** Keys are asked about; whatever is said is a wish for a story. */
const script: ModelScript = ({ messages }) => {
  const last = messages.at(-1)!;
  if (last.role === 'tool') return { text: `The bill is HK$${JSON.parse(last.content ?? '{}').total} in all.` };
  if (!last.content?.includes('pressed')) return { text: story.join('') };
  return { calls: [{ name: 'get_bill', arguments: { account: knownAccount } }] };
};

const folder = mkdtempSync(join(tmpdir(), 'step-audio-2-'));
let server: ChatAudioServer;
let decoder: TokenDecoderServer;
let product: Product;

beforeAll(async () => {
  server = await startChatAudioServer(shapes['step-audio-2-vllm'], script);
  server.reading = '{"emotion":"happy","age":"young","gender":"female","pace":"normal","noise":"quiet","events":[]}';
  decoder = await startTokenDecoderServer();
  const voiceFile = join(folder, 'voice.wav');
  writeFileSync(voiceFile, wavBytes(tone(2_000, { rateHz: 16_000 }), 16_000));
  product = await startEngineBot(
    `family: chat-audio, dialect: step-audio-2-vllm, url: "${server.url}/v1", model: step-audio-2-mini,
     token_decoder: { url: "${decoder.url}", voice_file: "${voiceFile}" }`,
  );
}, 60_000);

afterAll(async () => {
  await product.close();
  await server.close();
  await decoder.close();
  rmSync(folder, { recursive: true });
  expect([...server.wrong, ...decoder.wrong]).toEqual([]);
}, 30_000);

test('a key is answered with what a tool knows, in the voice that the decoder makes', async () => {
  const leg = await product.call('1000', { timeoutMs: 20_000 });
  await leg.waitReply();
  await leg.dtmf('1');
  const reply = await leg.waitReply();
  expect(reply.audibleMs).toBeGreaterThan(1_000);
  const { total } = await product.billOf(knownAccount);
  expect(await product.heardSaying(leg, /The bill is/)).toBe(`The bill is HK$${total} in all.`);
  const [system, greeting, keys] = server.asked[0]!.messages;
  expect(system!.content).toContain(botPersona);
  expect(greeting).toEqual({ role: 'assistant', content: botGreeting });
  expect(keys).toEqual({ role: 'human', content: 'The caller pressed 1 on the keypad.' });
  await endCall(product, leg);
}, 60_000);

test('a caller who talks over the answer stops both servers, and the model knows the words and tokens that were heard', async () => {
  const leg = await callAndTalkOver(product, 2_000);
  const spoken = () => server.asked.at(-1)!.messages.find(({ tts_content: tts }) => tts !== undefined);
  const heard = await until(spoken, 20_000);
  const { tts_text: text, tts_audio: audio } = heard.tts_content as { tts_text: string; tts_audio: string };
  expect(story.join('')).toContain(text);
  expect(text.length).toBeGreaterThan(10);
  // 25 tokens a second: two seconds and as long as it takes to be sure of the interruption.
  const heardMs = (audio.match(/<audio_\d+>/g) ?? []).length * 40;
  expect(heardMs).toBeGreaterThan(1_500);
  expect(heardMs).toBeLessThan(8_000);
  await endCall(product, leg);
  await until(() => decoder.open.size === 0);
}, 60_000);

test('how the caller sounds is heard beside the conversation', async () => {
  const leg = await product.call('1000', { timeoutMs: 30_000 });
  await leg.waitReply();
  await leg.say(await product.speech('Could you please tell me about all of your plans?'));
  const { reading } = await product.event(leg, 'paralinguistics');
  expect(reading).toMatchObject({ emotion: { value: 'happy' }, gender: { value: 'female' } });
  await endCall(product, leg);
}, 60_000);
