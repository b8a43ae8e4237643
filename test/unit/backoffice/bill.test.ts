import { expect, test } from 'vitest';
import { type Charge, composeBill } from '#src/backoffice/bill.js';
import { addMonths, dateAt, monthAt } from '#src/backoffice/month.js';
import { accounts, billedMonths, chargeKinds, plans } from '#src/backoffice/seed-data.js';
import { amountText } from '#src/backoffice/wording.js';

const words = (text: string) => ({ en: text, yue: text, cmn: text });
const charge = (kind: string, cents: number): Charge => ({
  kind,
  cents,
  name: words(kind),
  reason: words(`${kind} ${cents}`),
});
const statement = { account: '12345678', month: '2026-11', dueDate: '2026-12-14' };
const reason = (now: Charge[], before?: Charge[]) => composeBill(statement, now, before).main_reason.en;

test('the main reason is what changed most in the direction of the bill', () => {
  const plan = charge('plan', 19800);
  expect(reason([plan, charge('idd', 1250), charge('roaming', 29400)], [plan, charge('idd', 800)])).toBe(
    'roaming 29400',
  );
  expect(reason([plan, charge('idd', 5000)], [plan, charge('idd', 800), charge('topup', 3800)])).toBe('idd 5000');
  expect(reason([plan], [plan, charge('late', 5000)])).toBe(
    'The late of 50 dollars on your last bill is not there any more.',
  );
  expect(reason([plan], [plan, charge('discount', -6000)])).toBe('The discount of 60 dollars a month has ended.');
  expect(reason([plan], [plan])).toBe('It is the same as last month.');
  expect(reason([plan])).toBe('It is your first bill.');
});

test('two charges of one kind count together', () => {
  const bill = composeBill(
    statement,
    [charge('topup', 3800), charge('topup', 3800), charge('idd', 5000)],
    [charge('idd', 100)],
  );
  expect(bill.main_reason.en).toBe('topup 3800');
  expect([bill.total, bill.difference]).toEqual([126, 125]);
});

test('cents do not drift into fractions', () => {
  const bill = composeBill(statement, [charge('a', 10), charge('b', 20)], [charge('a', 30)]);
  expect([bill.total, bill.previous_total, bill.difference]).toEqual([0.3, 0.3, 0]);
  expect([amountText(29400), amountText(1250), amountText(-6000)]).toEqual(['294', '12.50', '60']);
});

test('months go over the turn of the year, and days follow Hong Kong', () => {
  expect([addMonths('2026-12', 1), addMonths('2026-01', -1), addMonths('2026-03', -15)]).toEqual([
    '2027-01',
    '2025-12',
    '2024-12',
  ]);
  expect(dateAt(Date.parse('2026-12-31T16:30:00Z'))).toBe('2027-01-01');
  expect(monthAt(Date.parse('2026-12-31T15:30:00Z'))).toBe('2026-12');
});

test('the made-up carrier is whole: numbers, plans and charges that are there', () => {
  expect(new Set(accounts.map(({ number }) => number)).size).toBe(accounts.length);
  for (const { number, plan, extras } of accounts) {
    expect(number).toMatch(/^\d{8}$/);
    expect(plans.map(({ code }) => code)).toContain(plan);
    expect(extras).toHaveLength(billedMonths);
    for (const { kind } of extras.flat()) expect(chargeKinds).toHaveProperty(kind);
  }
});
