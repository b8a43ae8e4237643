/** What each synthesiser is asked, as its own documentation or source writes it. */
import { expect, test } from 'vitest';
import { cosyVoice } from '#src/engines/cascade/voice/cosy-voice.js';
import { fish } from '#src/engines/cascade/voice/fish.js';
import { higgs } from '#src/engines/cascade/voice/higgs.js';
import { openAiSpeech } from '#src/engines/cascade/voice/openai-speech.js';
import { stepAudioTts } from '#src/engines/cascade/voice/step-audio-tts.js';

test('OpenAI: how to speak is told in words, where the model takes instructions', () => {
  const driver = openAiSpeech({ model: 'gpt-4o-mini-tts', voice: 'coral', instructions: true });
  expect(driver.request('Hello.', 'en', { mood: 'apologetic', pace: 'slow' })).toEqual({
    path: '/audio/speech',
    body: {
      type: 'json',
      value: {
        model: 'gpt-4o-mini-tts',
        voice: 'coral',
        input: 'Hello.',
        response_format: 'pcm',
        instructions: 'Speak English. Speak softly, with regret and sympathy, slowly and clearly.',
      },
    },
  });
});

// examples/vllm/README.md of boson-ai/higgs-audio.
test('Higgs: as its curl example, without instructions', () => {
  const driver = higgs({ model: 'higgs-audio-v2-generation-3B-base', voice: 'en_woman' });
  expect(driver.format).toEqual({ type: 'pcm', rateHz: 24_000 });
  expect(driver.request('Today is a wonderful day', 'en', { mood: 'warm' }).body).toEqual({
    type: 'json',
    value: {
      model: 'higgs-audio-v2-generation-3B-base',
      voice: 'en_woman',
      input: 'Today is a wonderful day',
      response_format: 'pcm',
    },
  });
});

const stepAudio: readonly (readonly [Parameters<ReturnType<typeof stepAudioTts>['request']>, string])[] = [
  [['你好', 'yue', {}], '(粤语)你好'],
  [['你好', 'cmn', {}], '你好'],
  [['对不起', 'cmn', { mood: 'apologetic', pace: 'slow' }], '(悲伤1)(慢速1)对不起'],
  [['好消息', 'yue', { mood: 'cheerful', pace: 'fast' }], '(粤语)(高兴1)(快速1)好消息'],
  [['Hello', 'en', { mood: 'warm' }], 'Hello'],
  // Written by a model, it would be sung.
  [['(RAP)你好（哼唱）', 'cmn', {}], ' RAP 你好 哼唱 '],
];

test.each(stepAudio)('Step-Audio-TTS-3B: %j is %j', (asked, text) => {
  expect(stepAudioTts({ speaker: 'Tingting' }).request(...asked)).toEqual({
    path: '/tts',
    body: { type: 'form', fields: { tts_text: text, speaker: 'Tingting' } },
  });
});

test('Fish: a stream, of a voice that the server has', () => {
  expect(fish({ referenceId: 'agent' }).request('Hello', 'en', {})).toEqual({
    path: '/v1/tts',
    body: {
      type: 'json',
      value: { text: 'Hello', format: 'wav', streaming: true, normalize: true, reference_id: 'agent' },
    },
  });
});

test('CosyVoice: a form with what each mode needs, the instruction in the words of its examples', () => {
  const wav = new Uint8Array([1, 2, 3]);
  const sft = cosyVoice({ voice: { mode: 'sft', speaker: '中文女' }, rateHz: 22_050 });
  expect(sft.request('你好', 'cmn', {})).toEqual({
    path: '/inference_sft',
    body: { type: 'form', fields: { tts_text: '你好', spk_id: '中文女' } },
  });
  const instruct2 = cosyVoice({ voice: { mode: 'instruct2', wav }, rateHz: 24_000, instructionEnd: '<|endofprompt|>' });
  const { path, body } = instruct2.request('早晨', 'yue', { pace: 'slow' });
  expect(path).toBe('/inference_instruct2');
  expect(body).toMatchObject({
    fields: {
      tts_text: '早晨',
      instruct_text: '用粤语说这句话，语速慢一点<|endofprompt|>',
      prompt_wav: expect.any(Blob),
    },
  });
});
