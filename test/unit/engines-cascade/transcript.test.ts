import { describe, expect, test } from 'vitest';
import { heardInResult } from '#src/engines/cascade/recogniser/sense-voice.js';
import { StreamedTranscript, transcriptOf } from '#src/engines/cascade/recogniser/transcript.js';

test('a transcription in JSON is its text, with a language where the server tells one that we speak', () => {
  expect(transcriptOf('{"text":" What is my bill? "}')).toEqual({ text: 'What is my bill?' });
  expect(transcriptOf('{"text":"我想查帳單","language":"cantonese"}')).toEqual({ text: '我想查帳單', language: 'yue' });
  // zh is Mandarin or Cantonese.
  expect(transcriptOf('{"text":"你好","language":"zh"}')).toEqual({ text: '你好' });
});

test('what is no transcription is refused', () => {
  for (const text of ['', '<html>', '{}', '{"text":5}']) {
    expect(() => transcriptOf(text)).toThrow(expect.objectContaining({ code: 'ENGINE_PROTOCOL' }));
  }
});

// The example of OpenAI's API reference, "Create transcription", streaming; shortened.
test('a streamed transcription grows and is complete with its last event', () => {
  const transcript = new StreamedTranscript();
  transcript.push(
    '{"type":"transcript.text.delta","delta":"I","logprobs":[{"token":"I","logprob":-0.00007588794,"bytes":[73]}]}',
  );
  transcript.push('{"type":"transcript.text.delta","delta":" see","logprobs":[]}');
  expect(transcript.partial).toBe('I see');
  expect(transcript.whole).toBeUndefined();
  transcript.push('{"type":"transcript.text.done","text":"I see skies of blue","logprobs":[]}');
  expect(transcript.whole).toEqual({ text: 'I see skies of blue' });
});

test('tags that arrive in pieces are never among the words so far', () => {
  const transcript = new StreamedTranscript();
  const partials: string[] = [];
  for (const delta of ['<|z', 'h|><|ANG', 'RY|><|Speech|', '>我要', '投诉', '<|']) {
    transcript.push(JSON.stringify({ type: 'transcript.text.delta', delta }));
    partials.push(transcript.partial);
  }
  expect(partials).toEqual(['', '', '', '我要', '我要投诉', '我要投诉']);
  transcript.push('{"type":"transcript.text.done"}');
  expect(transcript.whole).toEqual({ text: '我要投诉', language: 'cmn', reading: { emotion: { value: 'angry' } } });
});

test('a streamed transcription without end is refused', () => {
  const transcript = new StreamedTranscript();
  const delta = JSON.stringify({ type: 'transcript.text.delta', delta: '<|zh|>la'.repeat(1_000) });
  const push = () => transcript.push(delta);
  push();
  push();
  expect(push).toThrow(expect.objectContaining({ code: 'ENGINE_PROTOCOL' }));
});

const angryMandarin = { text: '我要投诉', language: 'cmn', reading: { emotion: { value: 'angry' } } };
const heard = (answer: object) => transcriptOf(JSON.stringify(answer));

describe('SenseVoice behind a server of transcriptions', () => {
  test.each([
    ['leaves its tags in the text', { text: '<|zh|><|ANGRY|><|Speech|><|woitn|>我要投诉' }],
    [
      'sends them beside it',
      { text: '我要投诉', raw_text: '<|zh|><|ANGRY|><|Speech|><|woitn|>我要投诉', language: 'auto' },
    ],
    // sherpa-onnx, OfflineRecognitionResult::AsJsonString.
    [
      'has them in fields',
      { lang: '<|zh|>', emotion: '<|ANGRY|>', event: '<|Speech|>', text: '我要投诉', tokens: [], words: [] },
    ],
    ['has their names in fields', { text: '我要投诉', language: 'zh', emotion: 'ANGRY', event: 'Speech' }],
    [
      'has them in segments',
      {
        text: '我要投诉',
        segments: [{ text: '我要投诉', lang: '<|zh|>', emotion: 'angry', event: 'Speech' }],
        events: ['Speech'],
        language: '<|zh|>',
      },
    ],
  ])('%s', (_, answer) => {
    expect(heard(answer)).toEqual(angryMandarin);
  });

  test('has them as emoji, which tell no language', () => {
    expect(heard({ text: '🎼我要投诉😡' })).toEqual({
      text: '我要投诉',
      reading: { emotion: { value: 'angry' }, events: [{ value: 'music' }] },
    });
  });

  test('strips them, and sends back the language that it was told: zh says nothing then', () => {
    expect(heard({ text: '我要投诉', segments: [], language: 'zh', duration: 0.1, model: 'sensevoice' })).toEqual({
      text: '我要投诉',
    });
    expect(heard({ text: '我要投诉', language: 'zh', emotion: 'happy' }).language).toBeUndefined();
  });

  test.each([
    ['music', { text: '<|nospeech|><|EMO_UNKNOWN|><|BGM|><|woitn|>The.' }, ['music']],
    ['applause', { text: '👏😡' }, ['applause']],
    [
      'laughter in fields',
      { text: '', lang: '<|nospeech|>', emotion: '<|HAPPY|>', event: '<|Laughter|>' },
      ['laughter'],
    ],
    ['music with words made up', { text: 'The.', lang: '<|nospeech|>', emotion: '', event: '<|BGM|>' }, ['music']],
  ])('hears %s and no words as nothing said', (_, answer, events) => {
    expect(heard(answer)).toEqual({ text: '', reading: { events: events.map((value) => ({ value })) } });
  });

  test('a field of another shape costs itself alone', () => {
    const answer = {
      text: 'hello',
      language: { code: 'en' },
      emotion: 7,
      event: ['x'],
      events: 'y',
      segments: {},
      raw_text: 1,
    };
    expect(heard(answer)).toEqual({ text: 'hello' });
    expect(heard({ text: 'hello', segments: [{ text: 3, emotion: 'SAD', avg_logprob: 'much' }] })).toEqual({
      text: 'hello',
      reading: { emotion: { value: 'sad' } },
    });
  });
});

describe('verbose_json of a Whisper server', () => {
  const segment = (text: string, seconds: number, logprob: number, noSpeech = 0.01) => ({
    id: 0,
    text,
    start: 1,
    end: 1 + seconds,
    avg_logprob: logprob,
    no_speech_prob: noSpeech,
    tokens: [50364],
  });

  test('says how sure it is: the likelihood of its tokens, longer segments for more', () => {
    const answer = {
      task: 'transcribe',
      language: 'english',
      text: ' My bill please.',
      segments: [segment(' My bill', 3, -0.2), segment(' please.', 1, -0.6)],
    };
    const { confidence, ...rest } = heard(answer);
    expect(rest).toEqual({ text: 'My bill please.', language: 'en' });
    expect(confidence).toBeCloseTo(Math.exp(-0.3));
    expect(heard({ text: 'hi', segments: [segment('hi', 1, 4)] }).confidence).toBe(1);
  });

  test('what was likely silence was not said, unless its words are likely', () => {
    const silence = segment(' Thank you for watching.', 2, -1.3, 0.9);
    expect(heard({ text: ' Thank you for watching.', language: 'english', segments: [silence] })).toEqual({ text: '' });
    expect(
      heard({ text: ' Hello. Thank you for watching.', segments: [segment(' Hello.', 1, -0.1), silence] }).text,
    ).toBe('Hello.');
    expect(heard({ text: ' Hello.', segments: [segment(' Hello.', 1, -0.1, 0.9)] }).text).toBe('Hello.');
  });
});

describe("SenseVoice's own server", () => {
  // As a user of api.py wrote it down.
  test('sends emoji and tags', () => {
    const result = [
      {
        key: '1',
        text: '你真的不行😔',
        raw_text: '<|zh|><|SAD|><|Speech|><|woitn|>你真的不行',
        clean_text: '你真的不行',
      },
    ];
    expect(heardInResult(JSON.stringify({ result }))).toEqual({
      text: '你真的不行',
      language: 'cmn',
      reading: { emotion: { value: 'sad' } },
    });
  });

  test('hears nothing where there is no result, and no speech', () => {
    expect(heardInResult('{"result":[]}')).toEqual({ text: '' });
    const raw = '<|nospeech|><|EMO_UNKNOWN|><|Event_UNK|><|woitn|>';
    expect(heardInResult(JSON.stringify({ result: [{ text: '❓', raw_text: raw, clean_text: '' }] }))).toEqual({
      text: '',
    });
  });

  test.each(['', '{}', '{"result":{}}', '{"result":[5]}', '{"result":[{}]}', '{"detail":"Not Found"}'])(
    'is refused with %s',
    (text) => {
      expect(() => heardInResult(text)).toThrow(expect.objectContaining({ code: 'ENGINE_PROTOCOL' }));
    },
  );
});
