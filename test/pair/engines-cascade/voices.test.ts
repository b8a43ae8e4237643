/** Remote voices over real sockets: what is heard has the right length and is the tone that was sent. */
import { afterAll, expect, test } from 'vitest';
import { levelDbfs } from '#src/core/audio.js';
import { systemClock as clock } from '#src/core/clock.js';
import { cosyVoice } from '#src/engines/cascade/voice/cosy-voice.js';
import { fish } from '#src/engines/cascade/voice/fish.js';
import { higgs } from '#src/engines/cascade/voice/higgs.js';
import { createRemoteVoice } from '#src/engines/cascade/voice/remote-voice.js';
import type { SpeechDriver } from '#src/engines/cascade/voice/speech-driver.js';
import { stepAudioTts } from '#src/engines/cascade/voice/step-audio-tts.js';
import { startCascadeServer } from '../../engines/cascade/cascade-server.js';
import { characterMs } from '../../engines/cascade/voice-server.js';
import { spoken } from '../../support/spoken.js';

const key = 'sk-very-secret';
const server = await startCascadeServer(() => ({}), key);
afterAll(async () => {
  await server.close();
  expect(server.wrong).toEqual([]);
});

const languages = ['en', 'yue'] as const;
const voiceOf = (driver: SpeechDriver, path = '', given = key) =>
  createRemoteVoice({ clock, url: server.url + path, key: given, driver, languages });

/** Periods of a tone a second; what is near zero, such as a filter's ringing, counts for nothing. */
function pitchOf(samples: Int16Array, rateHz: number): number {
  const loud = samples.filter((sample) => Math.abs(sample) > 500);
  let periods = 0;
  for (let at = 1; at < loud.length; at += 1) if (loud[at - 1]! < 0 && loud[at]! > 0) periods += 1;
  return (periods * rateHz) / samples.length;
}

const wav = new Uint8Array(44);
const drivers: readonly (readonly [string, SpeechDriver, string])[] = [
  ['Higgs, PCM at 24 kHz', higgs({ model: 'higgs', voice: 'en_woman' }), '/v1'],
  ['Step-Audio-TTS-3B, WAV at 22.05 kHz', stepAudioTts({ speaker: 'Tingting' }), ''],
  ['Fish, bare PCM at 44.1 kHz', fish({}), ''],
  ['CosyVoice sft', cosyVoice({ voice: { mode: 'sft', speaker: 'a' }, rateHz: 24_000 }), ''],
  ['CosyVoice instruct', cosyVoice({ voice: { mode: 'instruct', speaker: 'a' }, rateHz: 24_000 }), ''],
  ['CosyVoice zero_shot', cosyVoice({ voice: { mode: 'zero_shot', wav, text: 't' }, rateHz: 24_000 }), ''],
  ['CosyVoice cross_lingual', cosyVoice({ voice: { mode: 'cross_lingual', wav }, rateHz: 24_000 }), ''],
  ['CosyVoice instruct2', cosyVoice({ voice: { mode: 'instruct2', wav }, rateHz: 24_000 }), ''],
];

test.each(drivers)('%s is heard at its own speed', async (_, driver, path) => {
  const text = 'Your bill is ready. Thank you!';
  const voice = voiceOf(driver, path);
  const samples = await spoken(voice, text, 'en');
  expect(samples.length / voice.rateHz).toBeCloseTo((text.length * characterMs) / 1000, 1);
  expect(levelDbfs(samples)).toBeCloseTo(-18, 0);
  expect(pitchOf(samples, voice.rateHz)).toBeCloseTo(300, -1);
  await expect(voice.probe(AbortSignal.timeout(5000))).resolves.toEqual({ up: true });
});

test('numbers and mark-up are read by our rules, and told as they were written', async () => {
  const chunks = [];
  const text = '**今個月**係HK$20。';
  for await (const chunk of voiceOf(fish({})).speak(text, 'yue', {}, AbortSignal.timeout(5000))) chunks.push(chunk);
  expect(chunks[0]!.text).toBe(text);
  expect(server.spoken.at(-1)!.text).toMatch(/^今個月係.*二十.*。$/);
  expect(server.spoken.at(-1)!.text).not.toMatch(/[*\d$]/);
});

test('a synthesiser that writes numbers out itself is given them as they are', async () => {
  const url = server.url;
  const voice = createRemoteVoice({ clock, url, key, driver: fish({}), languages, normalises: false });
  await spoken(voice, 'It is HK$20.', 'en');
  expect(server.spoken.at(-1)!.text).toBe('It is HK$20.');
});

test('a sentence of signs alone is told and not synthesised', async () => {
  const before = server.spoken.length;
  const chunks = [];
  for await (const chunk of voiceOf(fish({})).speak('?!', 'en', {}, AbortSignal.timeout(5000))) chunks.push(chunk);
  expect(chunks).toEqual([{ text: '?!', samples: new Int16Array() }]);
  expect(server.spoken).toHaveLength(before);
});

test('a language that it is not said to have is refused', async () => {
  await expect(spoken(voiceOf(fish({})), '你好', 'cmn')).rejects.toMatchObject({ code: 'VOICE_MISSING' });
});

test('a wrong key is a matter of configuration, and is not told', async () => {
  const wrong = voiceOf(higgs({ model: 'm', voice: 'v' }), '/v1', 'sk-another-secret');
  const error = await spoken(wrong, 'Hello', 'en').catch((thrown) => thrown);
  expect(error).toMatchObject({ code: 'ENGINE_REFUSED' });
  expect(JSON.stringify({ ...error, message: error.message })).not.toContain('sk-another-secret');
  await expect(wrong.probe(AbortSignal.timeout(5000))).resolves.toMatchObject({ up: false });
});

test('given up, it ends early and without an error', async () => {
  const stop = new AbortController();
  let chunks = 0;
  for await (const _ of voiceOf(fish({})).speak('Hello there, this is long. '.repeat(5), 'en', {}, stop.signal)) {
    chunks += 1;
    stop.abort();
  }
  expect(chunks).toBe(1);
});
