import { describe, expect, test } from 'vitest';
import { TokenTable } from '#src/engines/local/recogniser/ctc/token-table.js';

const names = ['<unk>', '▁check', '▁my', '▁bill', '账', '单', '▁', 's', '<|yue|>', '。', '▁che'];
const table = new TokenTable(names.map((name, id) => `${name} ${id}\n`).join(''), 0);
const idsOf = (...tokens: string[]) => tokens.map((token) => names.indexOf(token));

describe('tokens', () => {
  test('make words with spaces, and Chinese ones without', () => {
    expect(table.textOf(idsOf('▁check', '▁my', '▁bill', 's'))).toBe('check my bills');
    expect(table.textOf(idsOf('账', '单', '▁check', '账'))).toBe('账单 check 账');
    expect(table.textOf(idsOf('▁', '账', '▁', '单'))).toBe('账单');
  });

  test('of tags and of punctuation are no words', () => {
    expect(table.textOf(idsOf('<|yue|>', '账', '。', '<unk>'))).toBe('账');
  });

  test('of a phrase are the longest that fit', () => {
    expect(table.idsOf('check my bills')).toEqual(idsOf('▁check', '▁my', '▁bill', 's'));
    expect(table.idsOf('账单')).toEqual(idsOf('账', '单'));
    expect(table.idsOf('check账单')).toEqual(idsOf('▁check', '账', '单'));
  });

  test('that are missing are named, word by word or character by character', () => {
    expect(table.idsOf('账号')).toBeUndefined();
    expect(table.unknownIn('账号 check roaming')).toEqual(['号', 'roaming']);
    expect(table.idsOf('')).toBeUndefined();
  });

  test('are read with a space, with numbers out of order and with Windows line ends', () => {
    const odd = new TokenTable('b 1\r\na 0\r\n  2\r\n');
    expect([odd.size, odd.tokenOf(0), odd.tokenOf(1), odd.tokenOf(2)]).toEqual([3, 'a', 'b', ' ']);
  });

  test('have their blank by its name where it is not given', () => {
    expect(new TokenTable('a 0\n<blk> 1\n').blank).toBe(1);
    expect(new TokenTable('a 0\nb 1\n').blank).toBe(0);
  });

  test.each([
    ['', /missing/],
    ['a 0\n', /missing/],
    ['a\nb\n', /has no number/],
    ['a 0\nb 999999999999\n', /has no number/],
    ['a 0\nb -1\n', /has no number/],
  ])('that are damaged are refused: %j', (text, reason) => {
    expect(() => new TokenTable(text)).toThrow(reason);
  });
});
