import { describe, expect, test } from 'vitest';
import { beginningOf, rephraseInstruction } from '#src/agent/language/reply-language.js';

describe('the beginning of a reply', () => {
  test.each([
    ['好', 'yue'],
    ['好，', 'yue'],
    ['Premium Plan 5G Max', 'yue'],
    ['Premium Plan 5G Max，', 'yue'],
    ['I', 'en'],
    ['', 'cmn'],
  ] as const)('"%s" is too little to tell', (text, wanted) => {
    expect(beginningOf(text, wanted)).toBeUndefined();
  });

  test.each([
    ['好嘅，', 'yue', undefined],
    ['好的，', 'yue', 'cmn'],
    ['Premium Plan 5G Max，每個月係', 'yue', undefined],
    ['您这个月的账单是三百元', 'yue', 'cmn'],
    ['Sure, let me look that up for you right now', 'yue', 'en'],
    ['Sure, let me look that up.', 'yue', 'en'],
    ['Sure, let me look that up.', 'en', undefined],
    ['好嘅，我幫你睇吓', 'cmn', 'yue'],
  ] as const)('"%s" in place of %s: %s', (text, wanted, drift) => {
    expect(beginningOf(text, wanted)).toEqual({ drift });
  });

  test('is the same whether it comes a character at a time or at once, as soon as it can be told', () => {
    const text = '您好，我們已經幫您查到了。';
    const told = [...text].findIndex((_, end) => beginningOf(text.slice(0, end + 1), 'yue') !== undefined);
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThan(8);
    expect(beginningOf(text.slice(0, told + 1), 'yue')).toEqual({ drift: 'cmn' });
  });
});

test('a model is told what to say it in, and what not', () => {
  expect(rephraseInstruction('yue', 'cmn')).toBe(
    'Say that again in Hong Kong Cantonese as people speak it (係, 唔, 嘅, 喺, 咗), in Traditional characters; not in Mandarin.',
  );
  expect(rephraseInstruction('en', undefined)).toBe('Say that again in English.');
});
