import type { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '#src/core/clock.js';
import { silentLog } from '#src/core/log.js';
import { defaultEarOptions } from '#src/media/ears/ear-options.js';
import type { MediaEvent, MediaPlane } from '#src/media/media.js';
import { startMediaPlane } from '#src/media/plane.js';
import { WorkerHandle } from '#src/media/worker/handle.js';
import { RawRtp } from '../../support/raw-rtp.js';
import { until } from '../../support/until.js';

const address = '127.0.0.1';
let stop: (() => Promise<void>) | undefined;
afterEach(() => stop?.());

/** Starts a plane and says which threads it started. */
async function startWatched(workers: number): Promise<{ plane: MediaPlane; threads: Worker[] }> {
  const threads: Worker[] = [];
  const watch = (thread: Worker) => threads.push(thread);
  process.on('worker', watch);
  const plane = await startMediaPlane({ workers, clock: systemClock, log: silentLog });
  stop = async () => {
    process.off('worker', watch);
    await plane.close();
  };
  return { plane, threads };
}

async function openCall(plane: MediaPlane) {
  const events: MediaEvent[] = [];
  const onEvent = (event: MediaEvent) => events.push(event);
  const stream = await plane.open({ callId: 'x', address, audioRateHz: 0, audioWhen: 'always', ears: false, onEvent });
  const peer = await RawRtp.open();
  stream.answer(peer.offer());
  return { stream, events, peer };
}

describe('a media worker that dies', () => {
  it('takes its own calls with it, no others, and is replaced', async () => {
    const { plane, threads } = await startWatched(2);
    const calls = [await openCall(plane), await openCall(plane)];
    await threads[0]!.terminate();
    await until(() => calls.some(({ events }) => events.length > 0));
    const lost = calls.filter(({ events }) => events.some(({ type }) => type === 'lost'));
    expect(lost).toHaveLength(1);
    const spared = calls.find((call) => call !== lost[0])!;
    const before = spared.peer.arrivals.length;
    await until(() => spared.peer.arrivals.length > before + 10);
    expect(await lost[0]!.stream.close()).toMatchObject({ packetsSent: 0 });

    await until(() => threads.length === 3);
    await threads[1]!.terminate();
    const again = await openAgain(plane);
    await until(() => again.peer.arrivals.length > 5);
    for (const { peer } of [...calls, again]) peer.close();
  });

  it('says MEDIA_WORKER while there is none', async () => {
    const { plane, threads } = await startWatched(1);
    await threads[0]!.terminate();
    await expect(openCall(plane)).rejects.toMatchObject({ code: 'MEDIA_WORKER' });
    const again = await openAgain(plane);
    again.peer.close();
  });
});

/** The replacement takes a moment. */
async function openAgain(plane: MediaPlane) {
  const endMs = performance.now() + 8000;
  for (;;) {
    try {
      return await openCall(plane);
    } catch (error) {
      if (performance.now() > endMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

describe('a stream that breaks', () => {
  it('ends alone: its neighbour in the same worker goes on', async () => {
    const failures: unknown[] = [];
    const settings = { ears: defaultEarOptions, jitterMs: 40, rtpTimeoutMs: 0 };
    const handle = await WorkerHandle.start(settings, {
      onLost: () => {},
      onModelMissing: () => {},
      onStreamFailed: (error) => failures.push(error),
    });
    stop = () => handle.stop(systemClock, 2000);
    const events = new Map<number, MediaEvent[]>([
      [1, []],
      [2, []],
    ]);
    const stream = { address, audioRateHz: 0, audioWhen: 'always', ears: false, tap: true } as const;
    const peer = await RawRtp.open();
    for (const id of [1, 2]) {
      await handle.open(id, 0, stream, (event) => events.get(id)!.push(event));
      const remote = { address, port: peer.port };
      const agreement = {
        codec: 'PCMA',
        payloadType: 8,
        telephoneEventType: undefined,
        remote,
        sending: true,
        receiving: true,
      } as const;
      handle.send({ type: 'agree', stream: id, agreement });
    }
    handle.send({ type: 'play', stream: 1, playId: 1, samples: new Int16Array(800), rateHz: Number.NaN });
    await until(() => events.get(1)!.some(({ type }) => type === 'lost'));
    expect(failures).toHaveLength(1);
    const before = events.get(2)!.length;
    await until(() => events.get(2)!.length > before + 10);
    expect(events.get(2)!.every(({ type }) => type === 'tap')).toBe(true);
    peer.close();
  });
});
