import { expect, test } from 'vitest';
import { silentLog } from '#src/core/log.js';
import type { ChannelHandlers } from '#src/engines/local/child/channel.js';
import type { SynthesisMessage, SynthesisRequest } from '#src/engines/local/voice/synthesis-message.js';
import { SynthesisQueue } from '#src/engines/local/voice/synthesis-queue.js';
import { ManualClock } from '../../support/manual-clock.js';

/** A synthesiser at the other end of the channel that a test plays by hand. */
class Synthesiser {
  readonly asked: SynthesisRequest[] = [];
  readonly clock = new ManualClock();
  readonly wanted = new AbortController().signal;
  starts = 0;
  handlers: ChannelHandlers<SynthesisMessage> | undefined;
  readonly queue = new SynthesisQueue({
    part: 'test',
    clock: this.clock,
    log: silentLog,
    open: (handlers) => {
      this.starts += 1;
      this.handlers = handlers;
      return { send: (request) => this.asked.push(request), kill: () => handlers.exit('killed') };
    },
  });

  async ready(): Promise<this> {
    await this.clock.run(0);
    await Promise.resolve();
    this.handlers?.message({ type: 'ready', languages: ['en'] });
    return this;
  }

  say(text: string, signal = this.wanted): Promise<Int16Array> {
    return this.queue.synthesise({ text, language: 'en', prosody: { speed: 1, pitch: 1 } }, signal);
  }

  answer(value: number): void {
    this.handlers?.message({ type: 'speech', id: this.asked.at(-1)!.id, samples: Int16Array.of(value) });
  }
}

test('one sentence at a time, in the order asked', async () => {
  const other = await new Synthesiser().ready();
  const first = other.say('one');
  const second = other.say('two');
  expect(other.asked.map(({ text }) => text)).toEqual(['one']);
  other.answer(1);
  expect(await first).toEqual(Int16Array.of(1));
  expect(other.asked.map(({ text }) => text)).toEqual(['one', 'two']);
  other.answer(2);
  expect(await second).toEqual(Int16Array.of(2));
});

test('a crash fails the sentence in flight and no other; the synthesiser is started again', async () => {
  const other = await new Synthesiser().ready();
  const lost = other.say('one');
  const kept = other.say('two');
  other.handlers?.exit('crashed');
  await expect(lost).rejects.toMatchObject({ code: 'ENGINE_FAILED' });
  await other.clock.run(200);
  expect(other.starts).toBe(2);
  await other.ready();
  other.answer(2);
  expect(await kept).toEqual(Int16Array.of(2));
});

test('it is started again ever more slowly while it keeps crashing', async () => {
  const other = await new Synthesiser().ready();
  for (let crash = 0; crash < 6; crash += 1) {
    other.handlers?.exit('crashed');
    await other.clock.run(3200, 100);
  }
  const starts = other.starts;
  other.handlers?.exit('crashed');
  await other.clock.run(3200, 100);
  expect(other.starts).toBe(starts);
});

test('one that hangs is ended and started again', async () => {
  const other = await new Synthesiser().ready();
  const lost = other.say('one');
  const rejected = expect(lost).rejects.toMatchObject({ code: 'ENGINE_FAILED' });
  await other.clock.run(9000, 500);
  await rejected;
  expect(other.starts).toBe(2);
});

test('what nobody wants any more is not made', async () => {
  const other = await new Synthesiser().ready();
  const gone = new AbortController();
  const first = other.say('one');
  const second = other.say('two', gone.signal);
  gone.abort();
  await expect(second).rejects.toMatchObject({ code: 'ENGINE_FAILED' });
  other.answer(1);
  await first;
  expect(other.asked).toHaveLength(1);
});

test('a part that says it is missing, or never gets ready, is not there', async () => {
  const says = new Synthesiser();
  await says.clock.run(0);
  says.handlers?.message({ type: 'missing', reason: 'not installed' });
  expect(await says.queue.availability).toEqual({ available: false, reason: 'not installed' });

  const crashes = new Synthesiser();
  await crashes.clock.run(0);
  crashes.handlers?.exit('bang');
  await crashes.clock.run(500, 100);
  crashes.handlers?.exit('bang');
  expect(await crashes.queue.availability).toEqual({ available: false, reason: 'bang' });

  const sleeps = new Synthesiser();
  await sleeps.clock.run(40_000, 1000);
  expect(await sleeps.queue.availability).toMatchObject({ available: false });
});

test('its queue is bounded', async () => {
  const other = await new Synthesiser().ready();
  const all = Array.from({ length: 600 }, () => other.say('more', new AbortController().signal));
  const settled = Promise.allSettled(all);
  await other.queue.close();
  expect((await settled).filter(({ status }) => status === 'rejected')).toHaveLength(600);
  expect(other.asked).toHaveLength(1);
});
