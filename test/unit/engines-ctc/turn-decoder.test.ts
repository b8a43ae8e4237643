/** When an utterance is decoded, and how much of it. The model is one that says how often it was run. */
import { describe, expect, test } from 'vitest';
import type { CtcModel } from '#src/engines/local/recogniser/ctc/ctc-model.js';
import { DecodeQueue } from '#src/engines/local/recogniser/ctc/decode-queue.js';
import { bands, FilterBank } from '#src/engines/local/recogniser/ctc/filter-bank.js';
import { RunningCost } from '#src/engines/local/recogniser/ctc/running-cost.js';
import { TokenTable } from '#src/engines/local/recogniser/ctc/token-table.js';
import { TurnDecoder } from '#src/engines/local/recogniser/ctc/turn-decoder.js';
import { rowsOfPath } from '../../support/ctc-rows.js';
import { ManualClock } from '../../support/manual-clock.js';
import { concat, silence, tone } from '../../support/tone.js';

const framesARow = 6;
const tokens = new TokenTable('<blk> 0\n嗯 1\n');
const speechLevel = 23;

interface Setting {
  /** Of a run, for each second of audio. */
  readonly msASecond?: number;
}

/** Hears 嗯 in the first row of each sound. */
function opened({ msASecond = 30 }: Setting = {}) {
  const clock = new ManualClock();
  const runs: number[] = [];
  const partials: string[] = [];
  const model: CtcModel = {
    tokens,
    bank: new FilterBank({ window: 'hamming', highHz: 0, snipEdges: true }),
    framesARow,
    async run(frames) {
      const count = frames.length / bands;
      runs.push(count * 10);
      clock.advance(25 + (msASecond * count) / 100);
      const isSound = (row: number): boolean =>
        frames
          .subarray(row * framesARow * bands)
          .slice(0, bands)
          .some((value) => value > speechLevel);
      const path = Array.from({ length: Math.ceil(count / framesARow) }, (_, row) =>
        isSound(row) && (row === 0 || !isSound(row - 1)) ? 1 : 0,
      );
      return { words: rowsOfPath(path, 2), tags: undefined };
    },
  };
  const decoder = new TurnDecoder({
    model,
    languages: ['yue'],
    queue: new DecodeQueue({ clock, mostWaiting: 4 }),
    cost: new RunningCost(),
    clock,
    language: 'yue',
    phrases: [],
    onPartial: (text) => partials.push(text),
  });
  const say = async (samples: Int16Array): Promise<void> => {
    for (let at = 0; at < samples.length; at += 160) {
      decoder.push(samples.slice(at, at + 160));
      clock.advance(20);
      for (let turn = 0; turn < 5; turn++) await Promise.resolve();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { decoder, runs, partials, say };
}

const voice = (ms: number): Int16Array => tone(ms, { hz: 440 });
/** Words of 300 ms with pauses that are too short and too loud for an end. */
const words = (count: number): Int16Array =>
  concat(
    ...Array.from({ length: count }, () =>
      concat(
        voice(300),
        tone(240, { hz: 440 }).map((sample) => sample >> 4),
      ),
    ),
  );

describe('an utterance', () => {
  test('is decoded where the voice falls, and the answer is there when it is asked for', async () => {
    const { decoder, runs, say } = opened();
    await say(concat(voice(500), silence(60)));
    expect(runs).toHaveLength(1);
    await say(silence(60));
    expect((await decoder.hear()).text).toBe('嗯');
    expect(runs).toHaveLength(1);
  });

  test('that goes on after all is decoded again', async () => {
    const { decoder, runs, say } = opened();
    await say(concat(voice(500), silence(120), voice(300)));
    const before = runs.length;
    expect((await decoder.hear()).text).toBe('嗯嗯');
    expect(runs.length).toBe(before + 1);
  });

  test('is looked at while it lasts, and its words are told as they come', async () => {
    const { partials, runs, say } = opened();
    await say(voice(2_000));
    expect(partials).toEqual(['嗯']);
    expect(runs.length).toBe(2);
  });

  test('of 2.4 s or less is decoded whole for its answer', async () => {
    const { decoder, runs, say } = opened({ msASecond: 200 });
    await say(concat(voice(2_280), silence(80)));
    await decoder.hear();
    expect(runs.at(-1)).toBeGreaterThan(2_200);
  });

  test('that is long is decoded from its last pause on, unless the machine is fast', async () => {
    const said = concat(
      voice(800),
      tone(300, { hz: 440 }).map((sample) => sample >> 5),
      voice(2_000),
      silence(80),
    );
    const slow = opened({ msASecond: 200 });
    await slow.say(said);
    expect((await slow.decoder.hear()).text).toBe('嗯嗯');
    expect(slow.runs.at(-1)).toBeLessThan(2_800);
    const fast = opened({ msASecond: 1 });
    await fast.say(said);
    expect((await fast.decoder.hear()).text).toBe('嗯嗯');
    expect(fast.runs.at(-1)).toBeGreaterThan(3_000);
  });

  test('of any length costs no more than 6 s in one run', async () => {
    const { decoder, runs, say } = opened({ msASecond: 100 });
    await say(concat(...Array.from({ length: 6 }, () => words(10))));
    const { text } = await decoder.hear();
    expect(Math.max(...runs)).toBeLessThan(6_000);
    expect(text).toMatch(/^嗯+$/);
  });
});
