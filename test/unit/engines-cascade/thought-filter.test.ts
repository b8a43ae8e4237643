import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ThoughtFilter } from '#src/engines/cascade/model/thought-filter.js';

/** What is left of a text that comes in these parts. */
function said(...parts: readonly string[]): string {
  const filter = new ThoughtFilter();
  return [...parts.map((part) => filter.push(part)), filter.end()].join('');
}

const cut = (text: string, places: readonly number[]): string[] => {
  const sorted = [0, ...places.map((place) => place % (text.length + 1)).sort((a, b) => a - b), text.length];
  return sorted.slice(1).map((to, at) => text.slice(sorted[at], to));
};
const places = fc.array(fc.nat(200), { maxLength: 10 });

test.each([
  ['<think>The caller wants the bill.</think>\n\nYour bill is ready.', 'Your bill is ready.'],
  ['\n<think>\n</think>Hello.', 'Hello.'],
  ['Hello <think>there</think>.', 'Hello <think>there</think>.'],
  ['<thin ice', '<thin ice'],
  ['<', '<'],
  ['<think>without an end', ''],
  ['', ''],
])('of %j the caller hears %j, however it is cut', (text, heard) => {
  fc.assert(
    fc.property(places, (at) => {
      expect(said(...cut(text, at)).trimStart()).toBe(heard);
    }),
  );
});

test('a text without thoughts is not changed', () => {
  fc.assert(
    fc.property(fc.string(), places, (text, at) => {
      fc.pre(!text.trimStart().startsWith('<think>'));
      expect(said(...cut(text, at))).toBe(text);
    }),
  );
});
