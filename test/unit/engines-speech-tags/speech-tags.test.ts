import { describe, expect, test } from 'vitest';
import { readingOfTags, readTagNames, readTags } from '#src/engines/speech-tags/speech-tags.js';

/** Outputs of SenseVoice-Small on the examples of its repository, as users of it wrote them down. */
const golden = [
  [
    '<|zh|><|NEUTRAL|><|Speech|><|woitn|>开饭时间早上九点至下午五点',
    '开饭时间早上九点至下午五点',
    'cmn',
    'neutral',
    [],
  ],
  [
    '<|en|><|EMO_UNKNOWN|><|Speech|><|woitn|>i did go and made many prisoners',
    'i did go and made many prisoners',
    'en',
    undefined,
    [],
  ],
  [
    '<|en|><|SAD|><|Speech|><|woitn|>i did go and made many prisoners',
    'i did go and made many prisoners',
    'en',
    'sad',
    [],
  ],
  ['<|zh|><|ANGRY|><|Applause|><|woitn|>我起飞前没有扫二维码', '我起飞前没有扫二维码', 'cmn', 'angry', ['applause']],
  [
    '<|ko|><|NEUTRAL|><|Speech|><|woitn|>조금만 생각을 하면서 살면',
    '조금만 생각을 하면서 살면',
    undefined,
    'neutral',
    [],
  ],
  ['<|yue|><|HAPPY|><|Speech|><|withitn|>我想查下張單。', '我想查下張單。', 'yue', 'happy', []],
  ['<|nospeech|><|EMO_UNKNOWN|><|Cry|><|woitn|>', '', undefined, undefined, ['crying']],
  ['<|nospeech|><|EMO_UNKNOWN|><|Laughter|><|woitn|>', '', undefined, undefined, ['laughter']],
  ['<|nospeech|><|EMO_UNKNOWN|><|Cough|><|woitn|>', '', undefined, undefined, ['cough']],
  // After a model for punctuation.
  [
    '< | zh | > < | NEUTRAL | > < | S pe ech | > < | wo itn | >我从小就羡慕你。',
    '我从小就羡慕你。',
    'cmn',
    'neutral',
    [],
  ],
  [
    '< | zh | > < | HAPPY | > < | BGM | > < | wo itn | >今天真是太开心了。< | zh | > < | EMO _ UNKNOWN | > < | Speech | > < | wo itn | >继续说话。',
    '今天真是太开心了。继续说话。',
    'cmn',
    'happy',
    ['music'],
  ],
  // As rich_transcription_postprocess writes them.
  ['你真的不行😔', '你真的不行', undefined, 'sad', []],
  ['🎼👏Thank you all. 😊', 'Thank you all.', undefined, 'happy', ['music', 'applause']],
  ['😀😭🤧😷I am fine', 'I am fine', undefined, undefined, ['laughter', 'crying', 'sneeze', 'cough']],
  ['😮真的吗😰', '真的吗', undefined, 'surprised', []],
] as const;

test.each(golden)('%s', (tagged, text, language, emotion, events) => {
  const read = readTags(tagged);
  expect(read).toMatchObject({ text, events });
  expect(read.language).toBe(language);
  expect(read.emotion).toBe(emotion);
});

describe('a text without tags', () => {
  test.each(['What is my bill?', 'is 3 < 4 | 5 > 2', 'two  spaces', '我 想 查'])('stays as it is: %s', (text) => {
    expect(readTags(text)).toEqual({ text, events: [], isNoSpeech: false, isTagged: false });
  });
});

describe('several segments', () => {
  test('have the language and the emotion of most of them, and the events of all', () => {
    const text = '<|yue|><|ANGRY|><|Speech|>我要<|yue|><|ANGRY|><|BGM|>上網<|en|><|NEUTRAL|><|Speech|>plan please';
    expect(readTags(text)).toMatchObject({
      text: '我要上網 plan please',
      language: 'yue',
      emotion: 'angry',
      events: ['music'],
    });
  });

  test('as many of one language as of another are of neither', () => {
    expect(readTags('<|yue|>你好<|zh|>您好').language).toBeUndefined();
  });

  test('what follows nospeech was not said, and sounds like nobody', () => {
    const read = readTags('<|nospeech|><|ANGRY|><|BGM|>The.<|en|><|NEUTRAL|><|Speech|>hello there');
    expect(read).toMatchObject({ text: 'hello there', emotion: 'neutral', events: ['music'], isNoSpeech: false });
    expect(readTags('<|nospeech|><|ANGRY|><|BGM|>The.')).toMatchObject({
      text: '',
      events: ['music'],
      isNoSpeech: true,
    });
  });
});

describe('broken and hostile texts', () => {
  test.each([
    ['<|zh|><|NEUTR', ''],
    ['<|zh|>你好<|', '你好'],
    ['你好<', '你好'],
    ['zh|>你好', 'zh 你好'],
    ['<|<|zh|>|>你好', '你好'],
    ['<|<|<|<|en|>hi', 'hi'],
    ['<||>hi<| |>', 'hi'],
    ['<|startoftranscript|><|0.00|> hi <|endoftext|>', 'hi'],
    ['<|fr|><|whatever_comes_next|>salut', 'salut'],
    ['😊\uFE0F好', '好'],
    ['\uD83D hi \uDE0A', '\uD83D hi \uDE0A'],
    ['<|ＺＨ|>\u200B你好', '\u200B你好'],
    ['<|constructor|><|__proto__|>hi', 'hi'],
  ])('%s is %s', (tagged, text) => {
    expect(readTags(tagged).text).toBe(text);
  });

  test('no tag is left of ten thousand, nor of any text cut anywhere', () => {
    expect(readTags('<|zh|>'.repeat(10_000)).text).toBe('');
    expect(readTags('<|BGM|>'.repeat(10_000)).events).toEqual(['music']);
    for (const [tagged] of golden) {
      for (let end = 0; end <= tagged.length; end += 1)
        expect(readTags(tagged.slice(0, end)).text).not.toMatch(/<\s*\||\|\s*>/);
    }
  });

  test('brackets by the ten thousand cost no more than their number', () => {
    const startMs = performance.now();
    for (const piece of ['<', '<|', '|>', '< ', '<| ', '<|a| ', '<\t|']) readTags(piece.repeat(40_000));
    expect(performance.now() - startMs).toBeLessThan(2_000);
  });
});

describe('tags by themselves', () => {
  test.each([
    [['<|yue|>', '<|ANGRY|>', '<|Speech|>'], { language: 'yue', emotion: 'angry', events: [] }],
    [['zh', 'HAPPY', 'BGM'], { language: 'cmn', emotion: 'happy', events: ['music'] }],
    [['EN', 'unk', 'Event_UNK'], { language: 'en', events: [] }],
    [['<|nospeech|>', '<|ANGRY|>', '<|Applause|>'], { events: ['applause'] }],
    [['😡', '🤧'], { emotion: 'angry', events: ['sneeze'] }],
    [['nonsense', '', 'auto', 'x'.repeat(100_000)], { events: [] }],
  ])('%j', (names, told) => {
    const { isNoSpeech, isTagged, ...tags } = readTagNames(names);
    expect(tags).toEqual(told);
  });
});

test('a reading is of what was said: without words an emotion is nobody’s', () => {
  const tags = readTagNames(['FEARFUL', 'BGM']);
  expect(readingOfTags(tags, '喂')).toEqual({ emotion: { value: 'anxious' }, events: [{ value: 'music' }] });
  expect(readingOfTags(tags, '')).toEqual({ events: [{ value: 'music' }] });
  expect(readingOfTags(readTagNames(['Speech', 'EMO_UNKNOWN']), '喂')).toBeUndefined();
});
