import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readingOf } from '#src/engines/chat-audio/reading/reading.js';
import { readingPrompt } from '#src/engines/chat-audio/reading/reading-prompt.js';

describe('what a model says of a voice', () => {
  test('is asked for as JSON with the words it is held to', () => {
    expect(readingPrompt).toContain('"emotion":"neutral|happy|angry|sad|anxious|surprised|disgusted"');
  });

  test('is read from JSON, in a fence or not', () => {
    const json =
      '{"emotion":"Angry","age":"elderly","gender":"female","pace":"fast","noise":"some","events":["sigh","sigh"]}';
    const reading = {
      emotion: { value: 'angry' },
      ageGroup: { value: 'elderly' },
      gender: { value: 'female' },
      pace: { value: 'fast' },
      noise: { value: 'some' },
      events: [{ value: 'sigh' }],
    };
    expect(readingOf(json)).toEqual(reading);
    expect(readingOf(`好的，结果如下：\n\`\`\`json\n${json}\n\`\`\``)).toEqual(reading);
  });

  test('counts as far as it is of the list', () => {
    expect(readingOf('{"emotion":"melancholic","age":null,"gender":"male","pace":3,"events":"none"}')).toEqual({
      gender: { value: 'male' },
    });
    expect(readingOf('{}')).toBeUndefined();
  });

  test('is read from prose when the model answers in prose', () => {
    expect(readingOf('说话人是一位中年男性，语速较快，听起来有些生气，背景比较嘈杂，还叹气了。')).toEqual({
      emotion: { value: 'angry' },
      ageGroup: { value: 'middle-aged' },
      gender: { value: 'male' },
      pace: { value: 'fast' },
      noise: { value: 'loud' },
      events: [{ value: 'sigh' }],
    });
    expect(
      readingOf('The speaker sounds like a young woman who is calm and speaks slowly; no background noise.'),
    ).toEqual({
      emotion: { value: 'neutral' },
      ageGroup: { value: 'young' },
      gender: { value: 'female' },
      pace: { value: 'slow' },
      noise: { value: 'quiet' },
    });
    expect(readingOf('She sounds unhappy.')).toEqual({ emotion: { value: 'sad' } });
    expect(readingOf('我想查一下我的账单。')).toBeUndefined();
  });

  test('never breaks anything', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (answer) => void readingOf(answer)));
  });
});
