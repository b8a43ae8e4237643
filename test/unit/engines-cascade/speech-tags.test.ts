import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { transcriptOf } from '#src/engines/cascade/recogniser/transcript.js';
import { readTags } from '#src/engines/speech-tags/speech-tags.js';

describe('the tags of SenseVoice are read and never left in the text', () => {
  // The first is the example of the SenseVoice README; the emoji are those of FunASR's rich_transcription_postprocess.
  test.each([
    [
      '<|zh|><|NEUTRAL|><|Speech|><|woitn|>欢迎大家来体验达摩院推出的语音识别模型',
      { text: '欢迎大家来体验达摩院推出的语音识别模型', language: 'cmn', reading: { emotion: { value: 'neutral' } } },
    ],
    [
      '<|yue|><|ANGRY|><|Speech|><|woitn|>呢几个字都表达唔到我想讲嘅意思',
      { text: '呢几个字都表达唔到我想讲嘅意思', language: 'yue', reading: { emotion: { value: 'angry' } } },
    ],
    [
      '<|en|><|HAPPY|><|Laughter|><|withitn|>That is great.',
      {
        text: 'That is great.',
        language: 'en',
        reading: { emotion: { value: 'happy' }, events: [{ value: 'laughter' }] },
      },
    ],
    ['<|ja|><|EMO_UNKNOWN|><|Speech|><|woitn|>もしもし', { text: 'もしもし' }],
    ['<|nospeech|><|EMO_UNKNOWN|><|BGM|><|woitn|>', { text: '', reading: { events: [{ value: 'music' }] } }],
    [
      '🎼😊我要查账单。😊',
      { text: '我要查账单。', reading: { emotion: { value: 'happy' }, events: [{ value: 'music' }] } },
    ],
    ['点解咁贵啊😡', { text: '点解咁贵啊', reading: { emotion: { value: 'angry' } } }],
    ['a < b |> c', { text: 'a < b |> c' }],
    [
      '<|zh|><|NEUTRAL|>你好 <|yue|><|SAD|>唔该',
      { text: '你好 唔该', language: 'yue', reading: { emotion: { value: 'sad' } } },
    ],
    ['查账单<|NEU', { text: '查账单' }],
  ])('%s', (raw, expected) => {
    expect(readTags(raw)).toEqual(expected);
  });

  test('whatever a server writes is read in time and gives no tag back that is known', () => {
    const piece = fc.constantFrom('<|', '|>', '<|zh|>', '<|ANGRY|>', '😡', '<', '|', 'text', '字', ' ');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 300 }), (pieces) => {
        const { text } = readTags(pieces.join(''));
        expect(text).not.toMatch(/<\|(?:zh|ANGRY)\|>/u);
      }),
    );
    const begunMs = performance.now();
    readTags('<|'.repeat(20_000));
    readTags('<|zh|>'.repeat(10_000));
    expect(performance.now() - begunMs).toBeLessThan(2_000);
  });
});

describe('what servers of SenseVoice and Whisper answer', () => {
  test.each([
    // FunASR's server, SenseVoice api.py.
    [
      {
        result: [
          {
            key: 'turn',
            text: '查账单😡',
            raw_text: '<|yue|><|ANGRY|><|Speech|><|woitn|>查账单',
            clean_text: '查账单',
          },
        ],
      },
      { text: '查账单', language: 'yue', reading: { emotion: { value: 'angry' } } },
    ],
    [{ result: [] }, { text: '' }],
    // Fields of their own, as sherpa-onnx's result has them.
    [
      { text: '查账单', lang: '<|zh|>', emotion: '<|SAD|>', event: '<|Cry|>' },
      { text: '查账单', language: 'cmn', reading: { emotion: { value: 'sad' }, events: [{ value: 'crying' }] } },
    ],
    [{ text: '你好', language: 'zh' }, { text: '你好' }],
    [{ text: 'hello', emotion: 'melancholic', event: 5, events: [{}] }, { text: 'hello' }],
    // Whisper's verbose_json.
    [
      { text: 'My bill.', language: 'english', segments: [{ avg_logprob: -0.105, no_speech_prob: 0.01 }] },
      { text: 'My bill.', language: 'en', confidence: expect.closeTo(0.9, 2) },
    ],
    [
      { text: 'Thanks for watching!', language: 'english', segments: [{ avg_logprob: -1.4, no_speech_prob: 0.93 }] },
      { text: '' },
    ],
  ])('%j', (answer, expected) => {
    expect(transcriptOf(JSON.stringify(answer))).toEqual(expected);
  });
});
