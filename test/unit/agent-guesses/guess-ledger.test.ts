import { expect, test } from 'vitest';
import { GuessLedger } from '#src/agent/guess-ledger.js';

test('a guess whose audio is there at the commit saves all of the engine time to first audio', () => {
  const ledger = new GuessLedger();
  ledger.started(2, 1000);
  ledger.audible(2, 1400);
  ledger.committed(2, 1600);
  ledger.close(9000);
  expect(ledger.account).toEqual({ started: 1, committed: 1, discarded: 0, savedMs: 400, wastedMs: 0 });
});

test('a guess whose audio comes after the commit saves the head start', () => {
  const ledger = new GuessLedger();
  ledger.started(2, 1000);
  ledger.committed(2, 1300);
  ledger.close(9000);
  expect(ledger.account.savedMs).toBe(300);
});

test('a guess that waits for a tool which must not run on a guess saves nothing while it waits', () => {
  const ledger = new GuessLedger();
  ledger.started(2, 1000);
  ledger.idle(2, 1150);
  ledger.committed(2, 1600);
  ledger.close(9000);
  expect(ledger.account.savedMs).toBe(150);
});

test('a discarded guess wastes the time that the engine worked on it', () => {
  const ledger = new GuessLedger();
  ledger.started(2, 1000);
  ledger.discarded(2, 1250);
  ledger.started(3, 2000);
  ledger.idle(3, 2600);
  ledger.discarded(3, 3000);
  ledger.close(9000);
  expect(ledger.account).toEqual({ started: 2, committed: 0, discarded: 2, savedMs: 0, wastedMs: 850 });
});

test('what is open when the call ends was discarded, and is counted once', () => {
  const ledger = new GuessLedger();
  ledger.started(2, 1000);
  ledger.close(1500);
  ledger.close(1900);
  expect(ledger.account).toEqual({ started: 1, committed: 0, discarded: 1, savedMs: 0, wastedMs: 500 });
});

test('replies that are no guesses are not counted', () => {
  const ledger = new GuessLedger();
  ledger.audible(7, 10);
  ledger.committed(7, 20);
  ledger.discarded(8, 30);
  expect(ledger.account.started).toBe(0);
});
