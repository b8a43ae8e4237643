import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { parseConfig } from '#src/config/load.js';
import { type Clock, systemClock } from '#src/core/clock.js';
import { silentLog } from '#src/core/log.js';
import { SmartTurnThread } from '#src/media/ears/smart-turn/smart-turn-thread.js';
import { startTurnModel } from '#src/turn-model.js';
import { ManualClock } from '../../support/manual-clock.js';
import { decidedTurnModel, meanTurnModel } from '../../support/onnx-model.js';
import { noise } from '../../support/tone.js';

let folder: string;
const threads: Worker[] = [];
const watch = (thread: Worker) => threads.push(thread);
let model: SmartTurnThread | undefined;

beforeAll(async () => {
  process.on('worker', watch);
  folder = await mkdtemp(join(tmpdir(), 'undertone-turn-'));
  await writeFile(join(folder, 'finished.onnx'), decidedTurnModel(true));
  await writeFile(join(folder, 'goes-on.onnx'), decidedTurnModel(false));
  await writeFile(join(folder, 'mean.onnx'), meanTurnModel());
  await writeFile(join(folder, 'text.onnx'), 'no model');
});
afterEach(async () => {
  await model?.close();
  model = undefined;
});
afterAll(async () => {
  process.off('worker', watch);
  await rm(folder, { recursive: true });
});

async function start(name: string, clock: Clock = systemClock): Promise<SmartTurnThread> {
  model = await SmartTurnThread.start({ file: join(folder, name), clock, log: silentLog });
  return model;
}

const turn = noise(2000, -30);

describe('the turn model in its thread', () => {
  test.each([
    ['finished.onnx', 1],
    ['goes-on.onnx', 0],
  ])('answers what %s thinks', async (name, finished) => {
    expect(await (await start(name)).judge(turn, 8000)).toBe(finished);
  });

  test('hears the same at the rate of any engine', async () => {
    const thread = await start('mean.onnx');
    const steps = (rateHz: number) =>
      Int16Array.from({ length: 2 * rateHz }, (_, i) => 9000 * Math.sin((2 * Math.PI * 440 * i) / rateHz));
    const answers = [];
    for (const rateHz of [8000, 16_000, 24_000]) answers.push(await thread.judge(steps(rateHz), rateHz));
    for (const answer of answers) expect(answer).toBeCloseTo(answers[1]!, 1);
  });

  test('leaves the main thread its time while it judges', async () => {
    const thread = await start('finished.onnx');
    const judged = thread.judge(turn, 8000);
    const startMs = systemClock.nowMs();
    await new Promise<void>((resolve) => systemClock.setTimer(0, resolve));
    expect(systemClock.nowMs() - startMs).toBeLessThan(15);
    await judged;
  });

  test('drops what has waited longest when more than 8 turns wait', async () => {
    const thread = await start('mean.onnx', new ManualClock());
    const answers = await Promise.all(Array.from({ length: 12 }, () => thread.judge(turn, 8000)));
    expect(answers.map((answer) => answer !== undefined)).toEqual([true, false, false, false, ...Array(8).fill(true)]);
  });

  test('gives no answer rather than a late one', async () => {
    const clock = new ManualClock();
    const thread = await start('finished.onnx', clock);
    const waiting = [thread.judge(turn, 8000), thread.judge(turn, 8000)];
    clock.advance(800);
    expect(await Promise.all(waiting)).toEqual([undefined, undefined]);
    expect(await thread.judge(turn, 8000)).toBe(1);
  });

  test('that ends hurts nobody: no answers until it is back', async () => {
    const thread = await start('finished.onnx');
    const underWay = [thread.judge(turn, 8000), thread.judge(turn, 8000)];
    threads.at(-1)!.postMessage({ type: 'stop' });
    await expect.poll(() => thread.judge(turn, 8000), { interval: 5 }).toBeUndefined();
    expect((await Promise.all(underWay)).every((answer) => answer === 1 || answer === undefined)).toBe(true);
    await expect.poll(() => thread.judge(turn, 8000)).toBe(1);
  });

  test('answers nothing when it was closed', async () => {
    const thread = await start('finished.onnx');
    await thread.close();
    model = undefined;
    expect(await thread.judge(turn, 8000)).toBeUndefined();
  });
});

describe('a turn model that is configured', () => {
  const config = (name: string) =>
    parseConfig(
      `media: { ears: { turn_model: ${name} } }
routes: [{ bot: demo }]
bots: { demo: { dialogue: d.yaml, greeting: { en: Hi } } }`,
      join(folder, 'undertone.yaml'),
      {},
    );
  const parts = async (name: string) => {
    const places = { manifest: join(folder, 'manifest.yaml'), folder };
    await writeFile(
      places.manifest,
      `models:
  - name: smart-turn
    licence: BSD-2-Clause
    sample_rate_hz: 16000
    files: [{ source: https://127.0.0.1/a.onnx, sha256: '${'0'.repeat(64)}', bytes: 1 }]`,
    );
    return startTurnModel({ config: config(name), clock: systemClock, log: silentLog, places });
  };

  test('by its path judges turns', async () => {
    const { model: there, missing, close } = await parts('./finished.onnx');
    expect(missing).toEqual([]);
    expect(await there?.judge(turn, 8000)).toBe(1);
    await close();
  });

  test.each([
    ['smart-turn', /no \.onnx file; undertone models pull smart-turn/],
    ['smart-tern', /did you mean "smart-turn"/],
    ['./none.onnx', /there is no turn model at/],
    ['./text.onnx', /is no Smart Turn model/],
  ])('as %s and cannot be used is missing, and the rest works', async (name, reason) => {
    const started = await parts(name);
    expect(started.model).toBeUndefined();
    expect(started.missing).toEqual([{ part: 'turn model', reason: expect.stringMatching(reason), languages: [] }]);
    await started.close();
  });
});
