import { describe, expect, it } from 'vitest';
import type { AudibleRun } from '#src/caller/audible.js';
import { type Condition, callEnded, replyHeardFor, replyOver, timeReached } from '#src/caller/condition.js';
import { Waiting } from '#src/caller/waiting.js';
import { ManualClock } from '../../support/manual-clock.js';

const run = (fromMs: number, toMs: number): AudibleRun => ({ fromMs, toMs, packets: 10, audioMs: 200, power: 0.1 });

function rig() {
  const clock = new ManualClock();
  const line = { utterances: [], runs: [] as AudibleRun[], endedMs: undefined as number | undefined };
  const waiting = new Waiting(clock, () => line);
  const outcome = { settledMs: undefined as number | undefined, code: 'met' };
  const wait = (condition: Condition, limitMs = 10_000) => {
    const settled = (code: string) => Object.assign(outcome, { settledMs: clock.nowMs(), code });
    waiting.until(condition, limitMs, 'it').then(
      () => settled('met'),
      (error) => settled(error.code),
    );
  };
  const change = (runs: AudibleRun[], endedMs?: number) => {
    Object.assign(line, { runs, endedMs });
    waiting.changed();
  };
  return { clock, wait, change, outcome };
}

describe('waiting for the bot', () => {
  it('ends when the reply is over for as long as was asked', async () => {
    const { clock, wait, change, outcome } = rig();
    wait(replyOver(0, 700));
    await clock.run(500);
    change([run(480, 500)]);
    await clock.run(600);
    // It went on meanwhile: a packet that makes no new run tells nobody.
    change([run(480, 1050)]);
    await clock.run(2000);
    expect(outcome).toEqual({ settledMs: 1750, code: 'met' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends at once when the bot hung up after its reply, and with an error when it did without', async () => {
    const replied = rig();
    replied.wait(replyOver(0, 700));
    replied.change([run(0, 500)], 600);
    await replied.clock.run(10);
    expect(replied.outcome.code).toBe('met');
    const silent = rig();
    silent.wait(replyOver(0, 700));
    silent.change([], 600);
    await silent.clock.run(10);
    expect(silent.outcome.code).toBe('CALL_ENDED');
  });

  it('gives up after its limit', async () => {
    const { clock, wait, outcome } = rig();
    wait(replyOver(0, 700), 3000);
    await clock.run(4000);
    expect(outcome).toEqual({ settledMs: 3000, code: 'CALL_NO_REPLY' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends a given time after the bot became audible, whether it still is or not', async () => {
    const { clock, wait, change, outcome } = rig();
    wait(replyHeardFor(0, 400));
    await clock.run(120);
    change([run(100, 120)]);
    await clock.run(1000);
    expect(outcome).toEqual({ settledMs: 500, code: 'met' });
  });

  it('for its BYE ends with it', async () => {
    const { clock, wait, change, outcome } = rig();
    wait(callEnded);
    await clock.run(100);
    change([], 100);
    await clock.run(10);
    expect(outcome.code).toBe('met');
  });

  it('keeps silence for as long as was asked', async () => {
    const { clock, wait, outcome } = rig();
    wait(timeReached(250));
    await clock.run(400);
    expect(outcome).toEqual({ settledMs: 250, code: 'met' });
  });
});
