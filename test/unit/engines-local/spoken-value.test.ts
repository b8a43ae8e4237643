import { expect, test } from 'vitest';
import type { Language } from '#src/core/language.js';
import { monthOf, spokenDigits, spokenMonth } from '#src/engines/local/dialogue/spoken-value.js';

const today = '2026-11-22';

test.each<[string, Language, string]>([
  ['one two three four five six seven eight', 'en', '12345678'],
  ['oh one double two triple three', 'en', '0122333'],
  ['my number is one two 3', 'en', '123'],
  ['nothing of the kind', 'en', ''],
  ['一二三四五六七八', 'yue', '12345678'],
  ['零幺两', 'cmn', '012'],
  ['戶口1234', 'yue', '1234'],
])('%s are the digits %s', (text, language, digits) => {
  expect(spokenDigits(text, language)).toBe(digits);
});

test.each<[string, Language, string | undefined]>([
  ['my bill for august', 'en', '2026-08'],
  ['december', 'en', '2025-12'],
  ['last month please', 'en', '2026-10'],
  ['may', 'en', '2026-05'],
  ['for may', 'en', '2026-05'],
  ['may i ask something', 'en', undefined],
  ['八月', 'yue', '2026-08'],
  ['十二月', 'cmn', '2025-12'],
  ['11月', 'yue', '2026-11'],
  ['上個月', 'yue', '2026-10'],
  ['上个月', 'cmn', '2026-10'],
  ['13月', 'cmn', undefined],
  ['hello', 'en', undefined],
])('%s in %s is %s', (text, language, month) => {
  expect(spokenMonth(text, language, today)).toBe(month);
});

test('a month by keypad is the last of that name that has begun', () => {
  expect(monthOf(1, '2026-01-01')).toBe('2026-01');
  expect(monthOf(12, '2026-01-01')).toBe('2025-12');
  expect(monthOf(0, today)).toBeUndefined();
  expect(monthOf(13, today)).toBeUndefined();
  expect(monthOf(Number.NaN, today)).toBeUndefined();
});

test('last month of January is December of the year before', () => {
  expect(spokenMonth('last month', 'en', '2026-01-31')).toBe('2025-12');
});
