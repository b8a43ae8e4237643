import { describe, expect, test } from 'vitest';
import { DecodeQueue, QueueFull } from '#src/engines/local/recogniser/ctc/decode-queue.js';
import { ManualClock } from '../../support/manual-clock.js';

function opened(mostWaiting = 3) {
  const clock = new ManualClock();
  const queue = new DecodeQueue({ clock, mostWaiting });
  const done: string[] = [];
  /** Takes so long, and is waited for until it is let go. */
  const work = (name: string, tookMs = 100) => {
    let finish: () => void = () => {};
    const until = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const run = async () => {
      await until;
      clock.advance(tookMs);
      done.push(name);
      return name;
    };
    return { run, finish };
  };
  /** Work that is done at once. */
  const quick = (name: string, tookMs?: number) => {
    const { run, finish } = work(name, tookMs);
    finish();
    return run;
  };
  return { clock, queue, done, work, quick };
}

describe('the queue for the model', () => {
  test('runs one at a time, answers in their order', async () => {
    const { queue, done, quick } = opened();
    await Promise.all([queue.answer(quick('a')), queue.answer(quick('b')), queue.answer(quick('c'))]);
    expect(done).toEqual(['a', 'b', 'c']);
  });

  test('decodes nothing ahead while it runs, and lets an answer go first', async () => {
    const { queue, done, work, quick } = opened();
    const look = work('look');
    const looking = queue.ahead(look.run);
    const answer = queue.answer(quick('answer'));
    expect(queue.ahead(quick('another look'))).toBeUndefined();
    expect(queue.ahead(quick('a likely look'), true)).toBeUndefined();
    look.finish();
    await Promise.all([looking, answer]);
    expect(done).toEqual(['look', 'answer']);
  });

  test('refuses the answer that would wait behind too many', async () => {
    const { queue, work, quick } = opened(2);
    const first = work('first');
    const answers = [queue.answer(first.run), queue.answer(quick('a')), queue.answer(quick('b'))];
    await expect(queue.answer(quick('c'))).rejects.toThrow(QueueFull);
    first.finish();
    expect(await Promise.all(answers)).toEqual(['first', 'a', 'b']);
    expect(queue.report()).toMatchObject({ mostWaiting: 2, refused: 1 });
    expect(queue.report()).toMatchObject({ mostWaiting: 0, refused: 0 });
  });

  test('decodes ahead in 60 % of the time and no more, but for what is likely to be asked for', async () => {
    const { clock, queue, quick } = opened();
    let looks = 0;
    for (let at = 0; at < 200; at++) {
      const looking = queue.ahead(quick('look', 100));
      if (looking === undefined) clock.advance(10);
      else {
        looks += 1;
        await looking;
      }
    }
    const { busy } = queue.report();
    expect(looks).toBeGreaterThan(10);
    expect(busy).toBeGreaterThan(0.5);
    expect(busy).toBeLessThan(0.75);
    while (queue.ahead(quick('look', 100)) !== undefined) await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(queue.ahead(quick('likely'), true)).toBeDefined();
  });

  test('goes on after work that failed', async () => {
    const { queue, quick } = opened();
    const failed = queue.answer(() => Promise.reject(new Error('broken')));
    const next = queue.answer(quick('next'));
    await expect(failed).rejects.toThrow('broken');
    expect(await next).toBe('next');
  });
});
