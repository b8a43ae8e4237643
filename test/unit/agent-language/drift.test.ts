import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { driftOf, writtenLanguage } from '#src/agent/language/drift.js';
import { languages } from '#src/core/language.js';

describe('what a text is written in', () => {
  test.each([
    ['你嘅賬單係三百蚊。', 'yue'],
    ['我哋而家幫你查緊，請等一陣。', 'yue'],
    ['您的账单是三百元。', 'cmn'],
    ['您的賬單是三百元。', 'cmn'],
    ['我們現在幫你查。', 'cmn'],
    ['Your bill is three hundred dollars.', 'en'],
    ['OK', 'any'],
    ['多謝！', 'yue'],
    ['三百元。', 'any'],
    ['Please tell me your 戶口 number and the plan you want.', 'mixed'],
  ])('%s is %s', (text, written) => {
    expect(writtenLanguage(text)).toBe(written);
  });

  test('words that both languages use say nothing', () => {
    for (const text of ['的士', '關係', '目的', '不過', '了解', '現存', '其他', '加拿大', '說明', '未來', '歸還']) {
      expect(writtenLanguage(text), text).toBe('any');
    }
  });
});

describe('a reply keeps to its language', () => {
  test('a Cantonese one is not Mandarin read aloud, not simplified, not English', () => {
    expect(driftOf('好嘅，我幫你轉去 Premium Plan，即日生效。', 'yue')).toBeUndefined();
    expect(driftOf('最新優惠，請撳3。', 'yue')).toBeUndefined();
    expect(driftOf('好的，我幫您轉到這個計劃。', 'yue')).toBe('cmn');
    expect(driftOf('我哋会帮你查。', 'yue')).toBe('cmn');
    expect(driftOf('閣下本月賬單總額為三百元正。', 'yue')).toBe('cmn');
    expect(driftOf('Sure, let me check that for you.', 'yue')).toBe('en');
  });

  test('a Mandarin one may be in either script, and is not Cantonese', () => {
    expect(driftOf('好的，我帮您查一下。', 'cmn')).toBeUndefined();
    expect(driftOf('好的，我幫您查一下。', 'cmn')).toBeUndefined();
    expect(driftOf('好嘅，我幫你睇吓。', 'cmn')).toBe('yue');
  });

  test('an English one has no Chinese in it', () => {
    expect(driftOf('Your plan is the 5G Basic.', 'en')).toBeUndefined();
    expect(driftOf('Your bill is 三百蚊 this month.', 'en')).toBeDefined();
    expect(driftOf('好的。', 'en')).toBeDefined();
  });

  test('a number, a name or a word alone is in any language', () => {
    for (const language of languages) {
      expect(driftOf('OK', language)).toBeUndefined();
      expect(driftOf('HK$298', language)).toBeUndefined();
      expect(driftOf('', language)).toBeUndefined();
    }
  });

  test('is decided the same way twice, whatever the text', () => {
    const text = fc.string({ unit: fc.constantFrom(...'係唔嘅的是不了在们说我你好 plan 123，。') });
    fc.assert(
      fc.property(text, fc.constantFrom(...languages), (any, language) => {
        expect(driftOf(any, language)).toBe(driftOf(any, language));
      }),
    );
  });
});
