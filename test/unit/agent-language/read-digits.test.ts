import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDigits } from '#src/agent/language/spoken-digits/read-digits.js';
import { type Language, languages } from '#src/core/language.js';

const read = (text: string, language: Language, length = 8): string =>
  readDigits(text, language, { lengths: [length] }).digits;

describe('a number of eight digits is read', () => {
  test.each<[string, Language, string]>([
    ['one two three four five six seven eight', 'en', '12345678'],
    ['One, two, three, four; five six seven eight.', 'en', '12345678'],
    ['twelve thirty-four fifty six seventy eight', 'en', '12345678'],
    ['oh one double two triple three nine', 'en', '01223339'],
    ['nought one treble seven double oh five', 'en', '01777005'],
    ['eight thousand one two three four', 'en', '80001234'],
    ['five six seven eight two hundred five six', 'en', '567820056'],
    ['twenty twenty oh five one two three', 'en', '202005123'],
    ['my account number is um 1234 5678 please', 'en', '12345678'],
    ["it's 12 34 56 78", 'en', '12345678'],
    ['won two three for five six heaven ate', 'en', '12345678'],
    ['its for one two three four five six seven', 'en', '41234567'],
    ['three sevens four five six double one', 'en', '77745611'],
    ['one two three four five six no five seven eight', 'en', '12345578'],
    ['一二三四五六七八', 'yue', '12345678'],
    ['我嘅戶口號碼係一二三四五六七八', 'yue', '12345678'],
    ['我嘅户口号码系一二三四五六七八呀', 'yue', '12345678'],
    ['呃，一二三四，跟住五六七八', 'yue', '12345678'],
    ['廿三卅四五呀六七十八', 'yue', '23345678'],
    ['一二三四孖五七八', 'yue', '12345578'],
    ['一二三四兩個五七八', 'yue', '12345578'],
    ['八千一二三四', 'yue', '80001234'],
    ['零幺兩两三四五六', 'cmn', '01223456'],
    ['十二 三十四 五十六 七十八', 'cmn', '12345678'],
    ['十二三十四五十六七十八', 'cmn', '12345678'],
    ['一千二百三十四五六七八', 'cmn', '12345678'],
    ['我的账号是一二三四五六七八', 'cmn', '12345678'],
    ['壹貳叁肆伍陸柒捌', 'cmn', '12345678'],
    ['one two 三四 5678', 'yue', '12345678'],
    ['１２３４５６７８', 'yue', '12345678'],
  ])('%s in %s', (text, language, digits) => {
    expect(read(text, language, digits.length)).toBe(digits);
  });
});

describe('words that sound like a digit are one among digits', () => {
  test.each<[string, Language, string]>([
    ['一二三四唔六七八', 'yue', '12345678'],
    ['日醫山事唔六七八九零', 'yue', '1234567890'],
    ['一二三四五錄漆八', 'yue', '12345678'],
    ['狗九久二三四五六', 'yue', '99923456'],
    ['妖二三四舞六期八', 'cmn', '12345678'],
    ['要二三四五六七八', 'cmn', '12345678'],
    ['是二三四五六七八', 'cmn', '42345678'],
    ['一二三四五六七吧', 'cmn', '12345678'],
    ['一二三四五六七八吧', 'cmn', '12345678'],
    ['一二三四五六七就', 'cmn', '12345679'],
  ])('%s in %s', (text, language, digits) => {
    expect(read(text, language, digits.length)).toBe(digits);
  });

  test.each<[string, Language]>([
    ['i want to change my plan for tea', 'en'],
    ['我要查账单', 'cmn'],
    ['我就是要找你们经理', 'cmn'],
    ['我想問下日本漫遊', 'yue'],
    ['唔該再講多一次', 'yue'],
    ['等一等', 'yue'],
  ])('and none elsewhere: %s', (text, language) => {
    expect(read(text, language)).toBe('');
  });
});

test('any text is read in bounded time, to digits alone', () => {
  const part = fc.constantFrom(
    '一',
    '十',
    '百',
    '千',
    '孖',
    '個',
    '是',
    '唔係',
    'double',
    'hundred',
    'no',
    ' ',
    '廿',
    '9',
  );
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 500 }),
    fc.array(part, { maxLength: 400 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, fc.constantFrom(...languages), (spoken, language) => {
      expect(readDigits(spoken, language, { lengths: [8] }).digits).toMatch(/^[0-9]*$/);
    }),
  );
  const hostile = '一百十千'.repeat(50_000);
  const startedAt = performance.now();
  expect(readDigits(hostile, 'yue').digits.length).toBeLessThan(2000);
  expect(performance.now() - startedAt).toBeLessThan(1000);
});
