import type { Database, Queryable } from './database.js';
import type { Wording } from './wording.js';
import { wording } from './wording-column.js';

/** What is sold besides plans, and what customers ask the carrier to do. */
export interface Services {
  dataPacks(): Promise<readonly DataPack[]>;
  destinations(): Promise<readonly Destination[]>;
  broadbandOffers(): Promise<readonly BroadbandOffer[]>;
  /** The same key is the same order. */
  order(request: OrderRequest): Promise<OrderOutcome>;
}

export interface DataPack {
  readonly code: string;
  readonly name: Wording;
  readonly price: number;
  readonly data_gb: number;
  readonly valid_days: number;
}

export interface Destination {
  readonly code: string;
  readonly name: Wording;
  readonly day_pass: number;
  readonly call_minute: number;
}

export interface BroadbandOffer {
  readonly code: string;
  readonly name: Wording;
  readonly monthly_fee: number;
  readonly speed_mbps: number;
  readonly contract_months: number;
}

export interface Order {
  readonly account: string;
  readonly item: string;
  /** `YYYY-MM-DD`. */
  readonly placed_on: string;
  readonly reference: string;
}

export interface OrderRequest {
  readonly account: string;
  readonly kind: OrderKind;
  readonly item: string;
  readonly key: string | undefined;
}

export type OrderOutcome =
  | { readonly outcome: 'accepted'; readonly order: Order }
  | { readonly outcome: 'no-account' | 'no-item' | 'not-active' | 'key-reused' };

interface OrderRules {
  /** Begins the reference that the customer is told. */
  readonly prefix: string;
  /** The table that has to have the item; what the API's schema allows otherwise. */
  readonly table?: 'data_packs' | 'broadband_offers';
  /** Whether it is for accounts in use only. A card is blocked and a complaint taken whatever the account is. */
  readonly activeOnly: boolean;
}

export type OrderKind = 'data-pack' | 'sim-block' | 'sim-replacement' | 'broadband' | 'complaint';

const rules: Readonly<Record<OrderKind, OrderRules>> = {
  'data-pack': { prefix: 'DP', table: 'data_packs', activeOnly: true },
  'sim-block': { prefix: 'SB', activeOnly: false },
  'sim-replacement': { prefix: 'SR', activeOnly: false },
  broadband: { prefix: 'BB', table: 'broadband_offers', activeOnly: true },
  complaint: { prefix: 'CM', activeOnly: false },
};

type FindAccount = (number: string) => Promise<{ readonly status: string } | undefined>;

/** @param today the date in Hong Kong, `YYYY-MM-DD`, asked at every request */
export function openServices(db: Database, today: () => string, account: FindAccount): Services {
  return {
    async dataPacks() {
      const { rows } = await db.query<DataPack>(
        `SELECT code, ${wording('name')}, price_cents / 100.0::float8 AS price, data_gb, valid_days
         FROM data_packs ORDER BY price_cents`,
      );
      return rows;
    },
    async destinations() {
      const { rows } = await db.query<Destination>(
        `SELECT code, ${wording('name')}, day_pass_cents / 100.0::float8 AS day_pass,
                call_minute_cents / 100.0::float8 AS call_minute
         FROM roaming_destinations ORDER BY place`,
      );
      return rows;
    },
    async broadbandOffers() {
      const { rows } = await db.query<BroadbandOffer>(
        `SELECT code, ${wording('name')}, monthly_fee_cents / 100.0::float8 AS monthly_fee, speed_mbps,
                contract_months
         FROM broadband_offers ORDER BY monthly_fee_cents`,
      );
      return rows;
    },
    async order(request) {
      const { table, activeOnly } = rules[request.kind];
      const holder = await account(request.account);
      if (holder === undefined) return { outcome: 'no-account' };
      if (table !== undefined && !(await isSold(db, table, request.item))) return { outcome: 'no-item' };
      if (activeOnly && holder.status !== 'active') return { outcome: 'not-active' };
      return db.transaction((transaction) => placeOrder(transaction, request, today()));
    },
  };
}

async function isSold(db: Queryable, table: NonNullable<OrderRules['table']>, item: string): Promise<boolean> {
  const { rows } = await db.query(`SELECT 1 FROM ${table} WHERE code = $1`, [item]);
  return rows.length > 0;
}

interface OrderRow {
  readonly number: number;
  readonly account: string;
  readonly kind: OrderKind;
  readonly item: string;
  readonly placed_on: string;
}

async function placeOrder(db: Queryable, request: OrderRequest, today: string): Promise<OrderOutcome> {
  const { account, kind, item, key } = request;
  const columns = 'number, account, kind, item, placed_on';
  const known = await db.query<OrderRow>(`SELECT ${columns} FROM service_orders WHERE idempotency_key = $1`, [
    key ?? null,
  ]);
  const same = known.rows[0];
  if (same !== undefined) {
    const isSame = same.account === account && same.kind === kind && same.item === item;
    return isSame ? accepted(same) : { outcome: 'key-reused' };
  }
  const { rows } = await db.query<OrderRow>(
    `INSERT INTO service_orders (account, kind, item, placed_on, idempotency_key) VALUES ($1, $2, $3, $4, $5)
     RETURNING ${columns}`,
    [account, kind, item, today, key ?? null],
  );
  return accepted(rows[0]!);
}

function accepted({ number, account, kind, item, placed_on }: OrderRow): OrderOutcome {
  return { outcome: 'accepted', order: { account, item, placed_on, reference: `${rules[kind].prefix}${number}` } };
}
