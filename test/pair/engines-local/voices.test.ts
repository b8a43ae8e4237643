import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import type { SpokenChunk } from '#src/agent/voice.js';
import { levelDbfs } from '#src/core/audio.js';
import { systemClock as clock } from '#src/core/clock.js';
import { startLocalVoice } from '#src/engines/local/voices.js';
import { canListChildren, childrenRunning } from '../../support/child-processes.js';
import { optional } from '../../support/optional.js';
import { spoken } from '../../support/spoken.js';

const local = await startLocalVoice({ clock });
const { voice } = local;
afterAll(() => local.close());

const wanted = new AbortController().signal;
const speaks = (language: 'en' | 'yue' | 'cmn') => voice.languages.includes(language);
const flite = optional('flite', speaks('en'));
const espeak = optional('espeak-ng', speaks('yue'));

async function chunksOf(text: string, language: 'en' | 'yue' | 'cmn', signal = wanted): Promise<SpokenChunk[]> {
  const chunks: SpokenChunk[] = [];
  for await (const chunk of voice.speak(text, language, {}, signal)) chunks.push(chunk);
  return chunks;
}

test('a language is spoken or named as missing', () => {
  const missing = local.missing.flatMap(({ languages }) => languages);
  for (const language of ['en', 'yue', 'cmn'] as const) {
    expect(speaks(language) || missing.includes(language), language).toBe(true);
  }
});

test.skipIf(flite.missing)(
  `English is said sentence by sentence, each with its text, at telephone level${flite.note}`,
  async () => {
    const chunks = await chunksOf('Your bill is HK$1,234.50. Thank you for calling.', 'en');
    expect(chunks.map(({ text }) => text?.trim())).toEqual(['Your bill is HK$1,234.50.', 'Thank you for calling.']);
    for (const { samples } of chunks) {
      expect(samples.length).toBeGreaterThan(voice.rateHz / 2);
      expect(levelDbfs(samples)).toBeGreaterThan(-24);
      expect(levelDbfs(samples)).toBeLessThan(-18);
    }
  },
);

test.skipIf(espeak.missing).each(['yue', 'cmn'] as const)(`%s is said${espeak.note}`, async (language) => {
  const samples = await spoken(voice, '你好，多謝。', language);
  expect(samples.length / voice.rateHz).toBeGreaterThan(0.5);
  expect(samples.length / voice.rateHz).toBeLessThan(4);
});

test('slower and apologetic is longer than fast and cheerful', async () => {
  const length = async (style: object): Promise<number> => {
    let samples = 0;
    for await (const chunk of voice.speak('I am sorry to hear that.', 'en', style, wanted))
      samples += chunk.samples.length;
    return samples;
  };
  const slow = await length({ mood: 'apologetic', pace: 'slow' });
  expect(slow).toBeGreaterThan(1.2 * (await length({ mood: 'cheerful', pace: 'fast' })));
});

test('a phrase said before is there at once', async () => {
  await chunksOf('Welcome to Harbour Mobile.', 'en');
  const beforeMs = clock.nowMs();
  await chunksOf('Welcome to Harbour Mobile.', 'en');
  expect(clock.nowMs() - beforeMs).toBeLessThan(10);
});

test('a reply that is not wanted any more ends without an error', async () => {
  const abort = new AbortController();
  const chunks: SpokenChunk[] = [];
  for await (const chunk of voice.speak('One sentence. Another sentence. A third one.', 'en', {}, abort.signal)) {
    chunks.push(chunk);
    abort.abort();
  }
  expect(chunks).toHaveLength(1);
  const before = new AbortController();
  before.abort();
  expect(await chunksOf('Never said.', 'en', before.signal)).toEqual([]);
});

test('text without a sound is said as nothing', async () => {
  expect((await spoken(voice, '', 'en')).length).toBe(0);
  expect((await spoken(voice, '… 😀', 'en')).length).toBe(0);
});

test('many calls can speak at the same time', async () => {
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, call) => spoken(voice, `You are caller ${call}.`, 'en')),
  );
  for (const samples of all) expect(samples.length).toBeGreaterThan(voice.rateHz / 2);
});

test.skipIf(espeak.missing || !canListChildren)(
  `after a crash of its process Cantonese is said again${espeak.note}`,
  async () => {
    const [pid] = childrenRunning('espeak-child');
    process.kill(pid!, 'SIGKILL');
    await expect.poll(() => chunksOf(`重新開始${clock.nowMs()}`, 'yue'), { timeout: 10_000 }).toHaveLength(1);
    expect(childrenRunning('espeak-child')).not.toContain(pid);
  },
);

test('only the program of its own names the GPL synthesiser', () => {
  const root = fileURLToPath(new URL('../../../src', import.meta.url));
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const naming = files.filter((file) => readFileSync(join(root, file), 'utf8').includes('espeak-ng-emscripten'));
  expect(naming).toEqual([join('engines', 'local', 'voice', 'espeak-child.ts')]);
});
