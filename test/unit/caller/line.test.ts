import { describe, expect, it } from 'vitest';
import type { AudibleRun } from '#src/caller/audible.js';
import { latestReply, type Said, stretches, turns } from '#src/caller/line.js';

const run = (fromMs: number, toMs: number): AudibleRun => ({ fromMs, toMs, packets: 10, audioMs: 200, power: 0.1 });
const spoken = (firstMs: number, lastMs: number, said: Said = { kind: 'speech', text: 'x' }) => ({
  said,
  firstMs,
  lastMs,
});
const keys = (firstMs: number, lastMs: number) => spoken(firstMs, lastMs, { kind: 'dtmf', digits: '1' });
const bounds = (runs: readonly AudibleRun[]) => runs.map(({ fromMs, toMs }) => [fromMs, toMs]);

describe('what the bot says in one breath', () => {
  it('goes on over a pause of less than 500 ms', () => {
    const runs = [run(0, 300), run(780, 1000), run(1500, 1600)];
    expect(bounds(stretches({ utterances: [], runs }))).toEqual([
      [0, 1000],
      [1500, 1600],
    ]);
  });

  it('ends with the caller having spoken in a pause of 300 ms, or pressed a key in one of 100 ms', () => {
    const pause = [run(0, 1000), run(1350, 2000)];
    expect(stretches({ utterances: [spoken(1050, 1200)], runs: pause })).toHaveLength(2);
    expect(stretches({ utterances: [spoken(900, 1360)], runs: pause })).toHaveLength(1);
    const short = [run(0, 1000), run(1150, 2000)];
    expect(stretches({ utterances: [spoken(900, 1100)], runs: short })).toHaveLength(1);
    expect(stretches({ utterances: [keys(900, 1100)], runs: short })).toHaveLength(2);
  });
});

describe('a turn', () => {
  it('has the first thing that the bot says afterwards as its reply', () => {
    const line = { utterances: [spoken(2000, 3000)], runs: [run(0, 1000), run(3600, 5000), run(6000, 7000)] };
    expect(turns(line)).toMatchObject([
      { firstMs: 2000, lastMs: 3000, reply: { fromMs: 3600, toMs: 5000 }, interrupted: undefined },
    ]);
  });

  it('holds what was said in several parts while the bot kept silent', () => {
    const utterances = [spoken(1000, 2000), spoken(2300, 3000), spoken(6000, 7000)];
    const [first, second, ...rest] = turns({ utterances, runs: [run(3500, 5000)] });
    expect(first).toMatchObject({ firstMs: 1000, lastMs: 3000, reply: { fromMs: 3500 } });
    expect(second).toMatchObject({ firstMs: 6000, reply: undefined });
    expect(rest).toEqual([]);
  });

  it('that cuts in knows what it interrupted, and does not take it for the reply', () => {
    const line = { utterances: [spoken(1000, 2000)], runs: [run(0, 1240), run(2700, 4000)] };
    expect(turns(line)).toMatchObject([{ interrupted: { toMs: 1240 }, reply: { fromMs: 2700 } }]);
  });

  it('has no reply while the bot talks on as if nothing had been said', () => {
    const line = { utterances: [spoken(1000, 2000)], runs: [run(0, 5000)] };
    expect(turns(line)).toMatchObject([{ interrupted: { toMs: 5000 }, reply: undefined }]);
  });

  it('can be answered too early', () => {
    const line = { utterances: [spoken(1000, 3000)], runs: [run(2500, 4000)] };
    expect(turns(line)).toMatchObject([{ lastMs: 3000, reply: { fromMs: 2500 } }]);
  });

  it('is not answered by a word in between', () => {
    const line = { utterances: [spoken(1000, 3000)], runs: [run(1500, 1800), run(3500, 4000)] };
    expect(turns(line)).toMatchObject([{ reply: { fromMs: 3500 } }]);
  });
});

describe('the latest reply', () => {
  it('is the greeting before the caller has spoken', () => {
    expect(latestReply({ utterances: [], runs: [run(100, 900)] }, 0)).toMatchObject({ fromMs: 100 });
  });

  it('is something new when the last one has been heard', () => {
    const runs = [run(100, 900)];
    expect(latestReply({ utterances: [], runs }, 1000)).toBeUndefined();
    expect(latestReply({ utterances: [], runs: [...runs, run(3000, 3500)] }, 1000)).toMatchObject({ fromMs: 3000 });
  });
});
