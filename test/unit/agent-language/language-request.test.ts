import { describe, expect, test } from 'vitest';
import { languageRequest } from '#src/agent/language/language-request.js';
import { languages } from '#src/core/language.js';

describe('a caller who asks for another language', () => {
  test.each([
    ['speak English please', 'en'],
    ['Can you speak English?', 'en'],
    ['could we switch to Mandarin', 'cmn'],
    ['In Cantonese, please.', 'yue'],
    ['English.', 'en'],
    ['uh, English please', 'en'],
    ["I'd like Cantonese", 'yue'],
    ['do you speak Putonghua', 'cmn'],
    ['talk to me in English', 'en'],
    ['講廣東話', 'yue'],
    ['唔該講廣東話', 'yue'],
    ['可唔可以講英文呀', 'en'],
    ['我想講英文', 'en'],
    ['轉英文唔該', 'en'],
    ['有冇人識講普通話', 'cmn'],
    ['可以講返廣東話嗎', 'yue'],
    ['用英文同我講得唔得', 'en'],
    ['廣東話', 'yue'],
    ['说普通话', 'cmn'],
    ['请说普通话', 'cmn'],
    ['可以讲英语吗', 'en'],
    ['换成粤语吧', 'yue'],
    ['麻烦切换到普通话', 'cmn'],
    ['我要英文服务', 'en'],
    ['國語', 'cmn'],
    ['Mandarin 唔該', 'cmn'],
    ['講 English 得唔得', 'en'],
  ] as const)('%s: %s', (text, wanted) => {
    for (const current of languages) expect(languageRequest(text, current, languages), current).toBe(wanted);
  });

  test.each([
    'Why is my bill so high this month?',
    'I do not speak English',
    "please don't speak Mandarin",
    'my wife can speak English',
    'I got a letter in English and I cannot read it',
    'the English statement has another amount',
    '我唔識講英文',
    '唔好講普通話',
    '我老婆講英文嘅',
    '張單可唔可以用英文寫',
    '我收到封英文信',
    '別说英语',
    '我不会说英语',
    '账单能用英文写吗',
    '我想 upgrade 個 plan',
    '英文版本嘅合約喺邊度',
    '',
  ])('%s asks for none', (text) => {
    for (const current of languages) expect(languageRequest(text, current, languages), current).toBeUndefined();
  });

  test('"Chinese" is what is spoken already, or else the kind that the bot has first', () => {
    expect(languageRequest('speak Chinese please', 'en', ['en', 'cmn', 'yue'])).toBe('cmn');
    expect(languageRequest('speak Chinese please', 'en', ['en', 'yue', 'cmn'])).toBe('yue');
    expect(languageRequest('講中文', 'yue', ['cmn', 'yue'])).toBe('yue');
    expect(languageRequest('说中文', 'en', ['en'])).toBeUndefined();
  });
});
