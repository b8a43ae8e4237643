import { describe, expect, it } from 'vitest';
import { completenessOf } from '#src/agent/end-of-turn/completeness.js';
import { spokenDigits } from '#src/agent/end-of-turn/spoken-digits.js';
import type { Language } from '#src/core/language.js';

const rows: readonly [Language, string, string][] = [
  ['en', 'why is my bill so high this month', 'complete'],
  ['en', 'yes please', 'complete'],
  ['en', 'Thank you.', 'complete'],
  ['en', 'I want to change my plan to', 'open'],
  ['en', 'I want to change my', 'open'],
  ['en', 'the amount and', 'open'],
  ['en', 'my account number is um', 'open'],
  ['en', 'My account number is...', 'open'],
  ['en', 'one two double', 'open'],
  ['en', "I'd like", 'open'],
  ['en', 'turn it on', 'unknown'],
  ['en', 'I am', 'open'],
  ['en', 'large latte', 'unknown'],
  ['en', '', 'unknown'],
  ['en', 'Is it the gland?', 'complete'],
  ['yue', '點解今個月咁貴呀', 'complete'],
  ['yue', '我想轉計劃啦', 'complete'],
  ['yue', '係咩', 'complete'],
  ['yue', '唔係㗎', 'complete'],
  ['yue', '我想問', 'open'],
  ['yue', '我要轉計劃同埋', 'open'],
  ['yue', '即係', 'open'],
  ['yue', '跟住', 'open'],
  ['yue', '我個嗰個', 'open'],
  ['yue', '我嘅', 'open'],
  ['yue', '係嘅', 'complete'],
  ['yue', '戶口號碼係', 'open'],
  ['yue', '電話', 'unknown'],
  ['cmn', '这个月的账单为什么这么贵呢', 'complete'],
  ['cmn', '可以吗', 'complete'],
  ['cmn', '好的', 'complete'],
  ['cmn', '我的', 'open'],
  ['cmn', '我要换套餐然后', 'open'],
  ['cmn', '我想要那个', 'open'],
  ['cmn', '短信和', 'open'],
  ['cmn', '不是', 'complete'],
  ['cmn', '就是', 'open'],
  ['cmn', '套餐', 'unknown'],
];

describe('completeness of a partial transcript', () => {
  it.each(rows)('%s: "%s" is %s', (language, text, expected) => {
    expect(completenessOf(text, language)).toBe(expected);
  });
});

describe('digits in a transcript', () => {
  it.each<[Language, string, number]>([
    ['en', 'my number is one two three', 3],
    ['en', 'oh four double five', 4],
    ['en', 'triple nine', 3],
    ['en', 'twenty three', 2],
    ['en', 'twenty', 2],
    ['en', 'forty fifty', 4],
    ['en', 'sixteen oh nine', 4],
    ['en', '4 5 6 7', 4],
    ['en', 'a large latte', 0],
    ['yue', '一二孖三', 4],
    ['cmn', '幺三八零零', 5],
    ['cmn', '１２３', 3],
  ])('%s: "%s" has %i', (language, text, expected) => {
    expect(spokenDigits(text, language)).toBe(expected);
  });
});
