import type { Month } from './month.js';
import { endedReason, firstBillReason, goneReason, unchangedReason, type Wording } from './wording.js';

/** One line of a bill as the database holds it. */
export interface Charge {
  readonly kind: string;
  readonly name: Wording;
  /** Negative for a credit. */
  readonly cents: number;
  /** Why it is there, fit to be said. */
  readonly reason: Wording;
}

export interface Bill {
  readonly account: string;
  readonly month: Month;
  readonly currency: 'HKD';
  /** Dollars. */
  readonly total: number;
  readonly previous_total: number;
  readonly difference: number;
  /** `YYYY-MM-DD`. */
  readonly due_date: string;
  readonly charges: readonly { readonly description: string; readonly amount: number; readonly reason: string }[];
  /** Why the total is not the last month's: the line that changed most in the direction of the difference. */
  readonly main_reason: Wording;
}

/** `previous` is undefined when there is no bill for the month before. */
export function composeBill(
  statement: { readonly account: string; readonly month: Month; readonly dueDate: string },
  charges: readonly Charge[],
  previous: readonly Charge[] | undefined,
): Bill {
  const total = sum(charges);
  const previousTotal = sum(previous ?? []);
  return {
    account: statement.account,
    month: statement.month,
    currency: 'HKD',
    total: total / 100,
    previous_total: previousTotal / 100,
    difference: (total - previousTotal) / 100,
    due_date: statement.dueDate,
    charges: charges.map(({ name, cents, reason }) => ({
      description: name.en,
      amount: cents / 100,
      reason: reason.en,
    })),
    main_reason: previous === undefined ? firstBillReason : mainReason(charges, previous),
  };
}

function mainReason(charges: readonly Charge[], previous: readonly Charge[]): Wording {
  const direction = Math.sign(sum(charges) - sum(previous));
  if (direction === 0) return unchangedReason;
  let best = { change: 0, reason: unchangedReason };
  for (const { kind, name } of [...charges, ...previous]) {
    const now = charges.filter((charge) => charge.kind === kind);
    const before = sum(previous.filter((charge) => charge.kind === kind));
    const change = (sum(now) - before) * direction;
    if (change > best.change) best = { change, reason: now[0]?.reason ?? absentReason(name, before) };
  }
  return best.reason;
}

function absentReason(name: Wording, cents: number): Wording {
  return cents < 0 ? endedReason(name, cents) : goneReason(name, cents);
}

function sum(charges: readonly Charge[]): number {
  return charges.reduce((total, { cents }) => total + cents, 0);
}
