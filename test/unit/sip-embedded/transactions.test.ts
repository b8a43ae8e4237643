/** The four transaction tables, row by row, on a clock that stands still: what is sent when, and how each state ends. */
import { afterAll, describe, expect, it } from 'vitest';
import { inviteClientTable } from '#src/sip/embedded/transaction/invite-client.js';
import { inviteServerTable } from '#src/sip/embedded/transaction/invite-server.js';
import { Machine } from '#src/sip/embedded/transaction/machine.js';
import { nonInviteClientTable } from '#src/sip/embedded/transaction/non-invite-client.js';
import { nonInviteServerTable } from '#src/sip/embedded/transaction/non-invite-server.js';
import { defaultTimers } from '#src/sip/embedded/transaction/timers.js';
import { ManualClock } from '../../support/manual-clock.js';

type AnyTable = Readonly<Record<string, Readonly<Record<string, { to: string; effects: readonly unknown[] }>>>>;

const visited = new Set<string>();

/** A transaction whose effects are written down with their times. */
function run(table: unknown, reliable = false) {
  const clock = new ManualClock();
  const log: string[] = [];
  const machine: Machine<string> = new Machine(
    table as never,
    { clock, timers: defaultTimers, reliable },
    (effect) => log.push(`${clock.nowMs()} ${effect}`),
    () => log.push(`${clock.nowMs()} ended`),
  );
  const known = table as AnyTable;
  const handle = (event: string) => {
    const state = machine.state;
    const took = machine.handle(event);
    if (took) visited.add(`${nameOf(known)} ${state} ${event}`);
    return took;
  };
  // Timers call the machine themselves: note them through the same door.
  const original = machine.handle.bind(machine);
  machine.handle = (event: string) => {
    if (known[machine.state]?.[event]) visited.add(`${nameOf(known)} ${machine.state} ${event}`);
    return original(event);
  };
  return { clock, log, handle, machine, take: () => log.splice(0) };
}

const tables: Record<string, AnyTable> = {
  'INVITE client': inviteClientTable as never,
  'non-INVITE client': nonInviteClientTable as never,
  'INVITE server': inviteServerTable as never,
  'non-INVITE server': nonInviteServerTable as never,
};
const nameOf = (table: AnyTable) => Object.keys(tables).find((name) => tables[name] === table)!;

describe('INVITE client (17.1.1, RFC 6026)', () => {
  it('sends at 0.5, 1.5, 3.5 ... s and gives up at 32 s: timers A and B', () => {
    const { clock, handle, log, machine } = run(inviteClientTable);
    handle('start');
    clock.advance(40_000);
    expect(log).toEqual([
      ...[0, 500, 1500, 3500, 7500, 15_500, 31_500].map((ms) => `${ms} send request`),
      '32000 report timeout',
      '32000 ended',
    ]);
    expect(clock.pendingTimers).toBe(0);
    expect(machine.handle('response 2xx')).toBe(false);
  });

  it('does not repeat itself over TCP', () => {
    const { clock, handle, log } = run(inviteClientTable, true);
    handle('start');
    clock.advance(40_000);
    expect(log).toEqual(['0 send request', '32000 report timeout', '32000 ended']);
  });

  it('stops repeating at the first 1xx and rings on', () => {
    const { clock, handle, log, take } = run(inviteClientTable);
    handle('start');
    handle('response 1xx');
    take();
    clock.advance(100_000);
    handle('response 1xx');
    clock.advance(100_000);
    expect(log).toEqual(['100000 deliver response']);
    handle('response 2xx');
    handle('response 2xx');
    clock.advance(32_000);
    expect(log.slice(1)).toEqual(['200000 deliver response', '200000 deliver response', '232000 ended']);
  });

  it('is cancelled after 185 s of ringing, and over 32 s later: timer C', () => {
    const { clock, handle, log, take } = run(inviteClientTable);
    handle('start');
    handle('response 1xx');
    take();
    clock.advance(300_000);
    expect(log).toEqual(['185000 send CANCEL', '217000 report timeout', '217000 ended']);
  });

  it('waits with a CANCEL for the first 1xx', () => {
    const { handle, take } = run(inviteClientTable);
    handle('start');
    expect(handle('cancel')).toBe(false);
    handle('response 1xx');
    take();
    expect(handle('cancel')).toBe(true);
    handle('response 3xx-6xx');
    expect(take()).toEqual(['0 send CANCEL', '0 send ACK', '0 deliver response']);
  });

  it('acknowledges a refusal every time it comes, for 32 s: timer D', () => {
    const { clock, handle, take } = run(inviteClientTable);
    handle('start');
    handle('response 3xx-6xx');
    expect(take()).toEqual(['0 send request', '0 send ACK', '0 deliver response']);
    clock.advance(500);
    handle('response 3xx-6xx');
    expect(take()).toEqual(['500 send ACK']);
    clock.advance(32_000);
    expect(take()).toEqual(['32000 ended']);
  });

  it('passes a 2xx on without 1xx before it and every repetition for 32 s: timer M', () => {
    const { clock, handle, take } = run(inviteClientTable);
    handle('start');
    handle('response 2xx');
    clock.advance(1000);
    handle('response 2xx');
    clock.advance(40_000);
    expect(take()).toEqual(['0 send request', '0 deliver response', '1000 deliver response', '32000 ended']);
  });

  it.each([
    [[], 'report transport failure'],
    [['response 1xx'], 'report transport failure'],
    [['response 3xx-6xx'], undefined],
  ])('ends when the transport fails (after %s)', (before, reported) => {
    const { handle, take, machine } = run(inviteClientTable);
    handle('start');
    for (const event of before) handle(event);
    take();
    handle('transport failure');
    expect(take()).toEqual(reported === undefined ? ['0 ended'] : [`0 ${reported}`, '0 ended']);
    expect(machine.state).toBe('ended');
  });
});

describe('non-INVITE client (17.1.2)', () => {
  it('sends after 0.5, 1, 2, 4, 4 ... s and gives up at 32 s: timers E and F', () => {
    const { clock, handle, log } = run(nonInviteClientTable);
    handle('start');
    clock.advance(40_000);
    expect(log).toEqual([
      ...[0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500].map((ms) => `${ms} send request`),
      '32000 report timeout',
      '32000 ended',
    ]);
  });

  it('sends every 4 s once a 1xx came', () => {
    const { clock, handle, log, take } = run(nonInviteClientTable);
    handle('start');
    handle('response 1xx');
    handle('response 1xx');
    take();
    clock.advance(32_000);
    expect(log).toEqual([
      ...[4000, 8000, 12_000, 16_000, 20_000, 24_000, 28_000].map((ms) => `${ms} send request`),
      '32000 report timeout',
      '32000 ended',
    ]);
  });

  it.each(['response 2xx', 'response 3xx-6xx'])('takes a %s once and absorbs it for 5 s: timer K', (response) => {
    for (const provisional of [false, true]) {
      const { clock, handle, take } = run(nonInviteClientTable);
      handle('start');
      if (provisional) handle('response 1xx');
      take();
      handle(response);
      expect(handle(response)).toBe(false);
      clock.advance(10_000);
      expect(take()).toEqual(['0 deliver response', '5000 ended']);
    }
  });

  it('over TCP ends with its response', async () => {
    const { handle, take, clock } = run(nonInviteClientTable, true);
    handle('start');
    clock.advance(10_000);
    handle('response 2xx');
    await Promise.resolve();
    expect(take()).toEqual(['0 send request', '10000 deliver response', '10000 ended']);
  });

  it('ends when the transport fails', () => {
    for (const before of [[], ['response 1xx']]) {
      const { handle, take } = run(nonInviteClientTable);
      handle('start');
      for (const event of before) handle(event);
      take();
      handle('transport failure');
      expect(take()).toEqual(['0 report transport failure', '0 ended']);
    }
  });
});

describe('INVITE server (17.2.1, 13.3.1.4, RFC 6026)', () => {
  const begun = (reliable = false) => {
    const transaction = run(inviteServerTable, reliable);
    transaction.handle('start');
    return transaction;
  };

  it('says 100 after 200 ms and tells after 64 s that nobody answered', () => {
    const { clock, log } = begun();
    clock.advance(100_000);
    expect(log).toEqual(['200 send 100', '64000 report unanswered']);
  });

  it('answers a repeated INVITE with the last response, and says no 100 after one', () => {
    const { clock, handle, log } = begun();
    handle('request');
    handle('respond 1xx');
    clock.advance(100_000);
    handle('request');
    expect(log).toEqual(['0 send response', '0 send response', '100000 send response']);
  });

  it('repeats a 2xx until its ACK, then absorbs INVITEs to 32 s: timer L', () => {
    const { clock, handle, take } = begun();
    handle('respond 2xx');
    clock.advance(4000);
    expect(take()).toEqual([0, 500, 1500, 3500].map((ms) => `${ms} send response`));
    expect(handle('request')).toBe(false);
    handle('ack');
    expect(handle('ack')).toBe(false);
    clock.advance(40_000);
    expect(take()).toEqual(['4000 deliver ACK', '32000 ended']);
  });

  it.each([false, true])('repeats a 2xx at most every 4 s and misses its ACK after 32 s (TCP: %s)', (reliable) => {
    const { clock, handle, log } = begun(reliable);
    handle('respond 2xx');
    clock.advance(40_000);
    expect(log).toEqual([
      ...[0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500].map((ms) => `${ms} send response`),
      '32000 report missing ACK',
      '32000 ended',
    ]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('stays silent about a 2xx whose dialog ended', () => {
    const { clock, handle, take } = begun();
    handle('respond 2xx');
    handle('transport failure');
    take();
    handle('abandon');
    clock.advance(40_000);
    expect(take()).toEqual(['32000 ended']);
  });

  it('repeats a refusal until its ACK and absorbs that for 5 s: timers G, H and I', () => {
    const { clock, handle, take } = begun();
    handle('respond 3xx-6xx');
    clock.advance(2000);
    handle('request');
    expect(take()).toEqual([0, 500, 1500, 2000].map((ms) => `${ms} send response`));
    handle('ack');
    expect(handle('ack')).toBe(false);
    clock.advance(10_000);
    expect(take()).toEqual(['7000 ended']);
  });

  it('gives up on the ACK of a refusal after 32 s', () => {
    const { clock, handle, log } = begun();
    handle('respond 3xx-6xx');
    clock.advance(40_000);
    expect(log.at(-2)).toBe('31500 send response');
    expect(log.at(-1)).toBe('32000 ended');
  });

  it('says a refusal once over TCP', () => {
    const { clock, handle, log } = begun(true);
    handle('respond 3xx-6xx');
    clock.advance(40_000);
    expect(log).toEqual(['0 send response', '32000 ended']);
  });

  it('ends when the transport fails', () => {
    const proceeding = begun();
    proceeding.handle('transport failure');
    expect(proceeding.take()).toEqual(['0 report transport failure', '0 ended']);
    const completed = begun();
    completed.handle('respond 3xx-6xx');
    completed.handle('transport failure');
    expect(completed.take()).toEqual(['0 send response', '0 ended']);
  });
});

describe('non-INVITE server (17.2.2)', () => {
  const begun = (reliable = false) => {
    const transaction = run(nonInviteServerTable, reliable);
    transaction.handle('start');
    return transaction;
  };

  it.each(['respond 2xx', 'respond 3xx-6xx'])(
    'repeats its answer (%s) to a repeated request for 32 s: timer J',
    (answer) => {
      for (const provisional of [false, true]) {
        const { clock, handle, take } = begun();
        expect(handle('request')).toBe(provisional && false);
        if (provisional) {
          handle('respond 1xx');
          handle('respond 1xx');
          handle('request');
          take();
        }
        handle(answer);
        clock.advance(1000);
        handle('request');
        clock.advance(40_000);
        expect(take()).toEqual(['0 send response', '1000 send response', '32000 ended']);
      }
    },
  );

  it('over TCP ends with its answer', async () => {
    const { handle, take } = begun(true);
    handle('respond 2xx');
    await Promise.resolve();
    expect(take()).toEqual(['0 send response', '0 ended']);
  });

  it('tells after 64 s that nobody answered', () => {
    for (const before of [[], ['respond 1xx']]) {
      const { clock, handle, take } = begun();
      for (const event of before) handle(event);
      take();
      clock.advance(100_000);
      expect(take()).toEqual(['64000 report unanswered']);
    }
  });

  it('ends when the transport fails', () => {
    for (const before of [[], ['respond 1xx'], ['respond 2xx']]) {
      const { handle, take } = begun();
      for (const event of before) handle(event);
      take();
      handle('transport failure');
      expect(take().at(-1)).toBe('0 ended');
    }
  });
});

afterAll(() => {
  const rows = Object.entries(tables).flatMap(([name, table]) =>
    Object.entries(table).flatMap(([state, events]) => Object.keys(events).map((event) => `${name} ${state} ${event}`)),
  );
  expect(rows.filter((row) => !visited.has(row))).toEqual([]);
});
