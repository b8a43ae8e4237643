import { type Bill, type Charge, composeBill } from './bill.js';
import type { Database, Queryable } from './database.js';
import { addMonths, dateAt, type Month, monthAt } from './month.js';
import { seedBills, seedCarrier } from './seed.js';
import { openServices, type Services } from './services.js';
import type { Wording } from './wording.js';
import { wording } from './wording-column.js';

export interface Account {
  readonly account: string;
  readonly name: string;
  readonly plan: { readonly code: string; readonly name: Wording };
  readonly language: string;
  readonly status: string;
}

export interface Plan {
  readonly code: string;
  readonly name: Wording;
  readonly monthly_fee: number;
  readonly data_gb: number;
}

export interface Promotion {
  readonly code: string;
  readonly title: Wording;
  readonly detail: Wording;
}

export interface PlanChange {
  readonly account: string;
  readonly plan: string;
  readonly effective_date: string;
  readonly reference: string;
}

/** Undefined stands for what is not there. */
export interface Carrier {
  readonly services: Services;
  account(number: string): Promise<Account | undefined>;
  /** The newest bill when no month is given. */
  bill(number: string, month: Month | undefined): Promise<Bill | undefined>;
  plans(): Promise<readonly Plan[]>;
  /** Those open to the account; all when none is given. */
  promotions(number: string | undefined): Promise<readonly Promotion[] | undefined>;
  /** From the first of next month. The same key, or the same change still to come, is the same change. */
  changePlan(number: string, plan: string, idempotencyKey: string | undefined): Promise<PlanChangeOutcome>;
}

export type PlanChangeOutcome =
  | { readonly outcome: 'accepted'; readonly change: PlanChange }
  | { readonly outcome: 'no-account' | 'no-plan' | 'already-on-plan' | 'not-active' | 'key-reused' };

/** @param wallMs the time of day, asked at every request */
export async function openCarrier(db: Database, wallMs: () => number): Promise<Carrier> {
  let billedMonth: Month = '';
  const followCalendar = async () => {
    const month = monthAt(wallMs());
    if (month === billedMonth) return;
    billedMonth = month;
    await db.transaction((transaction) => seedBills(transaction, month));
  };
  await db.transaction(seedCarrier);
  await followCalendar();
  const today = () => dateAt(wallMs());

  const account = (number: string) => findAccount(db, number, today());
  return {
    services: openServices(db, today, account),
    account,
    async bill(number, month) {
      await followCalendar();
      return findBill(db, number, month);
    },
    async plans() {
      const { rows } = await db.query<Plan>(
        `SELECT code, ${wording('name')}, monthly_fee_cents / 100.0::float8 AS monthly_fee, data_gb
         FROM plans ORDER BY monthly_fee_cents`,
      );
      return rows;
    },
    async promotions(number) {
      const holder = number === undefined ? undefined : await account(number);
      if (number !== undefined && holder === undefined) return undefined;
      const { rows } = await db.query<Promotion>(
        `SELECT code, ${wording('title')}, ${wording('detail')}
         FROM promotions WHERE $1::text IS NULL OR plan_code IS NULL OR plan_code = $1 ORDER BY code`,
        [holder?.plan.code ?? null],
      );
      return rows;
    },
    changePlan: (number, plan, key) =>
      db.transaction((transaction) => changePlan(transaction, { number, plan, key, today: today() })),
  };
}

async function findAccount(db: Queryable, number: string, today: string): Promise<Account | undefined> {
  const { rows } = await db.query<Omit<Account, 'plan'> & { code: string; plan_name: Wording }>(
    `SELECT a.number AS account, a.name, a.language, a.status, p.code,
            json_build_object('en', p.name_en, 'yue', p.name_yue, 'cmn', p.name_cmn) AS plan_name
     FROM accounts a
     JOIN plans p ON p.code = coalesce(
       (SELECT c.plan_code FROM plan_changes c WHERE c.account = a.number AND c.effective_date <= $2
        ORDER BY c.effective_date DESC, c.number DESC LIMIT 1),
       a.plan_code)
     WHERE a.number = $1`,
    [number, today],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  const { account, name, language, status, code, plan_name } = row;
  return { account, name, plan: { code, name: plan_name }, language, status };
}

async function findBill(db: Queryable, account: string, month: Month | undefined): Promise<Bill | undefined> {
  const { rows } = await db.query<{ month: Month; due_date: string }>(
    'SELECT month, due_date FROM bills WHERE account = $1 AND ($2::text IS NULL OR month = $2) ORDER BY month DESC LIMIT 1',
    [account, month ?? null],
  );
  const found = rows[0];
  if (found === undefined) return undefined;
  const charges = await findCharges(db, account, found.month);
  const previous = await findCharges(db, account, addMonths(found.month, -1));
  const statement = { account, month: found.month, dueDate: found.due_date };
  return composeBill(statement, charges, previous.length === 0 ? undefined : previous);
}

async function findCharges(db: Queryable, account: string, month: Month): Promise<Charge[]> {
  const { rows } = await db.query<Charge>(
    `SELECT c.kind, c.cents, ${wording('name', 'k')}, ${wording('reason', 'c')}
     FROM charges c JOIN charge_kinds k USING (kind) WHERE c.account = $1 AND c.month = $2 ORDER BY c.line`,
    [account, month],
  );
  return rows;
}

interface PlanChangeRow {
  readonly number: number;
  readonly account: string;
  readonly plan_code: string;
  readonly effective_date: string;
}

async function changePlan(
  db: Queryable,
  request: { number: string; plan: string; key: string | undefined; today: string },
): Promise<PlanChangeOutcome> {
  const { number, plan, key, today } = request;
  const account = await findAccount(db, number, today);
  if (account === undefined) return { outcome: 'no-account' };
  const { rows: plans } = await db.query('SELECT code FROM plans WHERE code = $1', [plan]);
  if (plans.length === 0) return { outcome: 'no-plan' };

  const columns = 'number, account, plan_code, effective_date';
  const known = await db.query<PlanChangeRow>(
    `SELECT ${columns} FROM plan_changes WHERE idempotency_key = $1
     UNION ALL
     (SELECT ${columns} FROM plan_changes WHERE account = $2 AND effective_date > $3 ORDER BY number DESC LIMIT 1)`,
    [key ?? null, number, today],
  );
  const same = known.rows.find((row) => row.account === number && row.plan_code === plan);
  if (same !== undefined) return accepted(same);
  if (key !== undefined && (await isUsed(db, key))) return { outcome: 'key-reused' };
  if (account.status !== 'active') return { outcome: 'not-active' };
  const nothingPending = known.rows.length === 0;
  if (nothingPending && account.plan.code === plan) return { outcome: 'already-on-plan' };

  const effectiveDate = `${addMonths(today.slice(0, 7), 1)}-01`;
  const { rows } = await db.query<PlanChangeRow>(
    `INSERT INTO plan_changes (account, plan_code, effective_date, idempotency_key) VALUES ($1, $2, $3, $4)
     RETURNING ${columns}`,
    [number, plan, effectiveDate, key ?? null],
  );
  return accepted(rows[0]!);
}

async function isUsed(db: Queryable, key: string): Promise<boolean> {
  const { rows } = await db.query('SELECT 1 FROM plan_changes WHERE idempotency_key = $1', [key]);
  return rows.length > 0;
}

function accepted(row: PlanChangeRow): PlanChangeOutcome {
  return {
    outcome: 'accepted',
    change: {
      account: row.account,
      plan: row.plan_code,
      effective_date: row.effective_date,
      reference: `PC${row.number}`,
    },
  };
}
