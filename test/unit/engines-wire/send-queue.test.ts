import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SendQueue } from '#src/engines/wire/send-queue.js';

const all = (queue: SendQueue): (string | Uint8Array)[] => {
  const taken: (string | Uint8Array)[] = [];
  for (let next = queue.take(); next !== undefined; next = queue.take()) taken.push(next);
  return taken;
};

test('audio that has waited for more than a second makes place for newer audio, and nothing else does', () => {
  const queue = new SendQueue();
  queue.put('old audio', true, 0);
  queue.put('commit', false, 10);
  queue.put('fresh audio', true, 900);
  queue.put('newest audio', true, 1_500);
  expect(queue.dropped).toBe(1);
  expect(all(queue)).toEqual(['commit', 'fresh audio', 'newest audio']);
  expect(queue.bytes).toBe(0);
});

test('what is neither audio nor old is sent in the order in which it came', () => {
  const message = fc.record({ audio: fc.boolean(), afterMs: fc.integer({ min: 0, max: 700 }) });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 40 }), (messages) => {
      const queue = new SendQueue();
      let nowMs = 0;
      const due: string[] = [];
      for (const [index, { audio, afterMs }] of messages.entries()) {
        nowMs += afterMs;
        queue.put(String(index), audio, nowMs);
        if (!audio) due.push(String(index));
      }
      const taken = all(queue);
      expect(taken.filter((each) => due.includes(each as string))).toEqual(due);
      expect(taken).toEqual([...taken].sort((a, b) => Number(a) - Number(b)));
      expect(taken.length + queue.dropped).toBe(messages.length);
    }),
  );
});
