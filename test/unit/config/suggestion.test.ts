import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, nearest } from '#src/config/suggestion.js';

test('the nearest candidate is the one that was probably meant', () => {
  const keys = ['listeners', 'drachtio', 'max_calls', 'port'];
  expect(nearest('lisetners', keys)).toBe('listeners');
  expect(nearest('Port', keys)).toBe('port');
  expect(nearest('maxCalls', keys)).toBe('max_calls');
  expect(nearest('prot', keys)).toBe('port');
  expect(nearest('zebra', keys)).toBeUndefined();
  expect(nearest('', [])).toBeUndefined();
});

test('distance counts insertions, deletions, substitutions and swaps of neighbours', () => {
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('abcd', 'abdc')).toBe(1);
  expect(editDistance('', 'abc')).toBe(3);
});

test('distance is a metric on what people type', () => {
  const word = fc.string({ maxLength: 12 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b) === 0).toBe(a === b);
      expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});
