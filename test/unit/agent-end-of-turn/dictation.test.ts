import { describe, expect, test } from 'vitest';
import { dictatedDigits } from '#src/agent/end-of-turn/dictation.js';

describe('a number that is being dictated', () => {
  test.each([
    ['one two three', 'en', 3],
    ['my number is one two', 'en', 2],
    ["it's um double four", 'en', 2],
    ['我個號碼係一二三', 'yue', 3],
    ['我的号码是一二', 'cmn', 2],
  ] as const)('%s', (text, language, digits) => {
    expect(dictatedDigits(text, language)).toBe(digits);
  });
});

describe('no number, whatever digits a recogniser makes of it', () => {
  test.each([
    ['i want eight nine', 'en'],
    ['what plan do i have', 'en'],
    ['why is my bill so high', 'en'],
    ['我想轉計劃', 'yue'],
    ['我想查一下账单', 'cmn'],
  ] as const)('%s', (text, language) => {
    expect(dictatedDigits(text, language)).toBe(0);
  });
});
