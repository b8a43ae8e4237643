import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Language, languages } from '#src/core/language.js';
import { parseTemplate, renderTemplate } from '#src/engines/local/dialogue/template.js';

const values = {
  account: '12345678',
  bill: {
    total: 1234.5,
    difference: -20,
    due_date: '2026-08-15',
    month: '2026-08',
    main_reason: { en: 'roaming', yue: '漫遊', cmn: '漫游' },
  },
  plans: {
    plans: [
      { name: { en: 'Basic', yue: '基本' }, fee: 98 },
      { name: { en: 'Max', yue: '至尊' }, fee: 398 },
    ],
  },
};

test.each<[string, Language, string]>([
  ['account {account}', 'en', 'account 12345678'],
  ['{account|grouped}', 'yue', '1234 5678'],
  ['{account|spelled}', 'en', '1 2 3 4 5 6 7 8'],
  ['{account|spelled}', 'yue', '一二三四五六七八'],
  ['{bill.total|money}', 'en', 'HK$1,234.50'],
  ['{bill.difference|money}', 'en', '-HK$20'],
  ['{bill.difference|absolute|money}', 'en', 'HK$20'],
  ['{bill.due_date|date}', 'en', '15 August'],
  ['{bill.due_date|date}', 'yue', '8月15號'],
  ['{bill.due_date|date}', 'cmn', '8月15号'],
  ['{bill.month|month}', 'en', 'August 2026'],
  ['{bill.month|month}', 'yue', '2026年8月'],
  ['{bill.main_reason}', 'yue', '漫遊'],
  ['{plans.plans|count}', 'en', '2'],
  ['{#plans.plans}{name} {fee|money}, {/plans.plans}', 'en', 'Basic HK$98, Max HK$398, '],
  ['{#plans.plans}{name} {/plans.plans}', 'cmn', '基本 至尊 '],
  ['[{nothing.here}]', 'en', '[]'],
  ['[{#nothing}x{/nothing}]', 'en', '[]'],
])('%s in %s', (template, language, text) => {
  expect(renderTemplate(template, values, language)).toBe(text);
});

test.each([
  ['{account', 'a brace that belongs to no {name}'],
  ['{Account}', 'a brace that belongs to no {name}'],
  ['{total|dollars}', 'no formatter is called dollars'],
  ['{#plans}', '{#plans} is not closed'],
  ['{/plans}', '{/plans} closes no {#plans}'],
  ['{#a}{#b}{/a}{/b}', '{/a} closes no {#a}'],
])('%s is refused', (template, message) => {
  expect(() => parseTemplate(template)).toThrow(message);
});

test('a value that does not fit its formatter is an error, not nonsense', () => {
  expect(() => renderTemplate('{account|date}', values, 'en')).toThrow('"12345678" is not a date');
  expect(() => renderTemplate('{bill|money}', values, 'en')).toThrow('is not a number');
});

test('names of the language itself are not values', () => {
  expect(renderTemplate('[{constructor}{account.length}{bill.constructor}]', values, 'en')).toBe('[]');
});

test('any text is either a template or refused with words', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[{}#/|a-z. ]{0,30}$/), fc.constantFrom(...languages), (template, language) => {
      try {
        expect(typeof renderTemplate(template, values, language)).toBe('string');
      } catch (thrown) {
        expect((thrown as Error).message).toMatch(/brace|formatter|closes|closed|is not/);
      }
    }),
  );
});
