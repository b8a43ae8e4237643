import { expect, test } from 'vitest';
import { cascadeSchema } from '#src/config/engines/cascade-schema.js';
import { oneShotSchema } from '#src/config/engines/one-shot-schema.js';
import { parseYaml } from '#src/config/yaml.js';

const environment = { LLM_KEY: 'sk-1' };
const cascade = (text: string) => parseYaml(cascadeSchema(environment), `family: cascade\n${text}`, 'engine.yaml');

test('local ears and a local voice around a remote model need one address', () => {
  const parsed = cascade(`recogniser: local
voice: local
model: { url: "http://10.0.0.5:8000/v1", key: "\${LLM_KEY}", model: step-audio-chat, parameters: { temperature: 0.3 } }`);
  expect(parsed).toMatchObject({
    recogniser: 'local',
    voice: 'local',
    max_reply_ms: 120_000,
    model: { driver: 'chat', tools: true, connect_ms: 2_000, parameters: { temperature: 0.3 } },
  });
  expect(parsed.model.key?.reveal()).toBe('sk-1');
});

test('a voice has the keys of its own driver', () => {
  const voice = (text: string) =>
    cascade(`recogniser: local\nmodel: { url: "http://a/v1", model: m }\nvoice: { url: "http://b:1", ${text} }`).voice;
  expect(voice('driver: step-audio-tts')).toMatchObject({ speaker: 'Tingting', languages: ['yue', 'cmn', 'en'] });
  expect(voice('driver: fish')).toMatchObject({ rate_hz: 44_100 });
  expect(voice('driver: cosyvoice, mode: sft, speaker: a')).toMatchObject({ rate_hz: 24_000 });
  expect(() => voice('driver: fish, speaker: a')).toThrow(/speaker/);
  expect(() => voice('driver: cosyvoice, mode: sft')).toThrow(/the mode sft needs speaker/);
  expect(() => voice('driver: cosyvoice, mode: zero_shot, prompt_wav: a.wav')).toThrow(/needs prompt_text/);
  expect(() => voice('driver: nobody')).toThrow();
});

test('a recogniser has the keys of its own driver, and one of SenseVoice finds the language out', () => {
  const recogniser = (text: string) =>
    cascade(`voice: local\nmodel: { url: "http://a/v1", model: m }\nrecogniser: { url: "http://b:1", ${text} }`)
      .recogniser;
  expect(recogniser('driver: sense-voice')).toMatchObject({ tell_language: false, languages: ['yue', 'cmn', 'en'] });
  expect(recogniser('driver: transcriptions, model: m')).toMatchObject({
    tell_language: true,
    response_format: 'json',
  });
  expect(recogniser('driver: transcriptions, model: m, response_format: verbose_json')).toMatchObject({
    stream: false,
  });
  expect(() => recogniser('driver: sense-voice, model: m')).toThrow(/model/);
  expect(() => recogniser('driver: transcriptions, model: m, response_format: srt')).toThrow(/response_format/);
});

test('GLM-4-Voice needs its side process', () => {
  const parse = (text: string) => parseYaml(oneShotSchema({}), `family: one-shot\n${text}`, 'engine.yaml');
  expect(parse('dialect: mini-omni2\nurl: "http://a:60808"')).toMatchObject({ stream_stride: 4, max_tokens: 2_048 });
  expect(() => parse('dialect: glm-4-voice\nurl: "http://a:10000"')).toThrow(/side_process_url/);
});
