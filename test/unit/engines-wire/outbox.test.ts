import { expect, test } from 'vitest';
import { Outbox } from '#src/engines/wire/outbox.js';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('events come in order, after the call that caused them', async () => {
  const told: number[] = [];
  const outbox = new Outbox<number>((event) => {
    told.push(event);
    if (event === 1) outbox.put(3);
  });
  outbox.put(1);
  outbox.put(2);
  expect(told).toEqual([]);
  await settle();
  expect(told).toEqual([1, 2, 3]);
});

test('what is not wanted any more is not told, even when that is found out while telling', async () => {
  const told: number[] = [];
  const outbox = new Outbox<number>((event) => {
    told.push(event);
    outbox.discard((each) => each === 2);
  });
  for (const event of [1, 2, 3]) outbox.put(event);
  await settle();
  expect(told).toEqual([1, 3]);
});

test('a closed one tells nothing', async () => {
  const told: number[] = [];
  const outbox = new Outbox<number>((event) => told.push(event));
  outbox.put(1);
  outbox.close();
  outbox.put(2);
  await settle();
  expect(told).toEqual([]);
});
