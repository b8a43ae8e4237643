import { expect, test } from 'vitest';
import { PhraseCache } from '#src/engines/local/voice/phrase-cache.js';

const wanted = new AbortController().signal;
const phrase = (value: number, length = 10): Int16Array => new Int16Array(length).fill(value);

test('a phrase is made once for all the calls that want it at the same time', async () => {
  const cache = new PhraseCache(1000);
  let made = 0;
  const make = async (): Promise<Int16Array> => {
    made += 1;
    return phrase(7);
  };
  const both = await Promise.all([cache.get('a', make, wanted), cache.get('a', make, wanted)]);
  await cache.get('a', make, wanted);
  expect(made).toBe(1);
  expect(both[0]).toEqual(both[1]);
});

test('what one caller does with its samples does not reach another', async () => {
  const cache = new PhraseCache(1000);
  const mine = await cache.get('a', async () => phrase(7), wanted);
  mine.fill(0);
  expect(await cache.get('a', async () => phrase(9), wanted)).toEqual(phrase(7));
});

test('the bound holds: the phrase used longest ago goes first', async () => {
  const cache = new PhraseCache(50);
  await cache.get('a', async () => phrase(1), wanted);
  await cache.get('b', async () => phrase(2), wanted);
  await cache.get('a', async () => phrase(0), wanted);
  await cache.get('c', async () => phrase(3), wanted);
  expect(cache.bytes).toBeLessThanOrEqual(50);
  expect(await cache.get('a', async () => phrase(99), wanted)).toEqual(phrase(1));
  expect(await cache.get('b', async () => phrase(99), wanted)).toEqual(phrase(99));
});

test('a phrase larger than the cache is said and not kept', async () => {
  const cache = new PhraseCache(50);
  expect(await cache.get('a', async () => phrase(1, 100), wanted)).toHaveLength(100);
  expect(cache.bytes).toBe(0);
});

test('the making stops when the last call that wanted it is gone, and a failure is not kept', async () => {
  const cache = new PhraseCache(1000);
  const [one, two] = [new AbortController(), new AbortController()];
  let given: AbortSignal | undefined;
  const make = (signal: AbortSignal): Promise<Int16Array> => {
    given = signal;
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('abandoned')));
    });
  };
  const both = [cache.get('a', make, one.signal), cache.get('a', make, two.signal)];
  one.abort();
  expect(given?.aborted).toBe(false);
  two.abort();
  expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await cache.get('a', async () => phrase(5), wanted)).toEqual(phrase(5));
});
