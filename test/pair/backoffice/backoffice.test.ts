import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BackOffice, startBackOffice } from '#src/backoffice/backoffice.js';
import type { Bill } from '#src/backoffice/bill.js';
import type { PlanChange } from '#src/backoffice/carrier.js';
import { type Clock, systemClock } from '#src/core/clock.js';
import { silentLog } from '#src/core/log.js';

const at = (iso: string): Clock => ({ ...systemClock, wallMs: () => Date.parse(iso) });
const warnings: string[] = [];
const log = { ...silentLog, warn: (_fields: object, message: string) => void warnings.push(message) };
const start = (dataDir?: string, iso = '2026-11-20T12:00:00+08:00') =>
  startBackOffice({ address: '127.0.0.1', port: 0, dataDir, clock: at(iso), log });

let office: BackOffice;

beforeAll(async () => {
  office = await start();
}, 60_000);
afterAll(async () => {
  await office.close();
  expect(warnings).toEqual([]);
});

async function get<T = Record<string, unknown>>(path: string, from = office) {
  const response = await fetch(`${from.url}${path}`);
  return { status: response.status, body: (await response.json()) as T };
}

async function changePlan(account: string, body: unknown, key?: string, from = office) {
  const response = await fetch(`${from.url}/accounts/${account}/plan-changes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as PlanChange & { error?: string } };
}

describe('a bill', () => {
  test('of this month says what it is, what it was and why it rose, in three languages', async () => {
    const { status, body } = await get<Bill>('/accounts/12345678/bill');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      account: '12345678',
      month: '2026-11',
      currency: 'HKD',
      total: 522.5,
      previous_total: 224,
      difference: 298.5,
      due_date: '2026-12-14',
      main_reason: {
        en: 'Data roaming for 3 days in Japan was 294 dollars.',
        yue: '你喺日本用咗3日漫遊數據，一共294蚊。',
        cmn: '您在日本用了3天漫游数据，一共294元。',
      },
    });
    expect(body.charges.map(({ description, amount }) => [description, amount])).toEqual([
      ['plan fee', 198],
      ['administration fee', 18],
      ['data roaming day pass', 294],
      ['international calls', 12.5],
    ]);
  });

  test.each([
    ['a credit that ran out', '23456789', 60, 'The loyalty discount of 60 dollars a month has ended.'],
    [
      'a charge that is gone',
      '56789012',
      -490,
      'The data roaming day pass of 490 dollars on your last bill is not there any more.',
    ],
    ['nothing', '11223344', 0, 'It is the same as last month.'],
    ['the greater of two charges', '22334455', 126, 'You bought 15 gigabytes of extra data for 114 dollars.'],
  ])('that changed by %s says so', async (_name, account, difference, reason) => {
    const { body } = await get<Bill>(`/accounts/${account}/bill`);
    expect([body.difference, body.main_reason.en]).toEqual([difference, reason]);
  });

  test('adds up for every account and month', async () => {
    for (const month of ['2026-09', '2026-10', '2026-11']) {
      for (const account of ['12345678', '23456789', '90123456', '33445566']) {
        const { body } = await get<Bill>(`/accounts/${account}/bill?month=${month}`);
        const cents = body.charges.reduce((sum, { amount }) => sum + Math.round(amount * 100), 0);
        expect(Math.round(body.total * 100)).toBe(cents);
        expect(Math.round((body.total - body.previous_total) * 100)).toBe(Math.round(body.difference * 100));
      }
    }
  });

  test('the first one says that it is the first', async () => {
    const { body } = await get<Bill>('/accounts/12345678/bill?month=2026-08');
    expect(body.main_reason.en).toBe('It is your first bill.');
  });
});

describe('what is not there or not well formed', () => {
  test.each([
    ['an unknown account', '/accounts/00000000', 404, 'not_found'],
    ['the bill of an unknown account', '/accounts/00000000/bill', 404, 'not_found'],
    ['a month without a bill', '/accounts/12345678/bill?month=1999-01', 404, 'not_found'],
    ['promotions of an unknown account', '/promotions?account=00000000', 404, 'not_found'],
    ['no resource', '/nothing', 404, 'not_found'],
    ['seven digits', '/accounts/1234567', 400, 'bad_request'],
    ['SQL for an account', `/accounts/${encodeURIComponent("1' OR '1'='1")}`, 400, 'bad_request'],
    ['a month that is none', '/accounts/12345678/bill?month=2026-13', 400, 'bad_request'],
    ['an unknown parameter', '/accounts/12345678/bill?moth=2026-11', 400, 'bad_request'],
  ])('%s is %i', async (_name, path, status, error) => {
    expect(await get(path)).toMatchObject({ status, body: { error } });
  });

  test('a body that is not JSON, not the schema, or too long is refused', async () => {
    expect(await changePlan('12345678', { plan: 'plus', effective: 'now' })).toMatchObject({ status: 400 });
    expect(await changePlan('12345678', { plan: 7 })).toMatchObject({ status: 400 });
    expect(await changePlan('12345678', { plan: 'x'.repeat(20_000) })).toMatchObject({ status: 413 });
    const response = await fetch(`${office.url}/accounts/12345678/plan-changes`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"plan":',
    });
    expect(response.status).toBe(400);
  });
});

describe('policies', () => {
  test('an account, the plans and the promotions open to it', async () => {
    expect((await get('/accounts/12345678')).body).toEqual({
      account: '12345678',
      name: 'Chan Tai Man',
      plan: { code: 'smart', name: { en: 'Smart', yue: '精明計劃', cmn: '精明套餐' } },
      language: 'yue',
      status: 'active',
    });
    const { plans } = (await get<{ plans: { code: string; monthly_fee: number; data_gb: number }[] }>('/plans')).body;
    expect(plans.map((plan) => [plan.code, plan.monthly_fee, plan.data_gb])).toEqual([
      ['basic', 98, 8],
      ['smart', 198, 30],
      ['plus', 268, 80],
      ['max', 398, 200],
      ['family', 488, 150],
    ]);
    const codes = async (path: string) =>
      (await get<{ promotions: { code: string }[] }>(path)).body.promotions.map(({ code }) => code);
    expect(await codes('/promotions')).toEqual(['autopay', 'double-data', 'family-line', 'roaming7']);
    expect(await codes('/promotions?account=12345678')).toEqual(['autopay', 'double-data', 'roaming7']);
  });

  test('a plan changes on the first of next month, once however often it is asked', async () => {
    const first = await changePlan('78901234', { plan: 'plus' }, 'key-1');
    expect(first).toEqual({
      status: 201,
      body: {
        account: '78901234',
        plan: 'plus',
        effective_date: '2026-12-01',
        reference: expect.stringMatching(/^PC1\d{5}$/),
      },
    });
    expect(await changePlan('78901234', { plan: 'plus' }, 'key-1')).toEqual(first);
    expect(await changePlan('78901234', { plan: 'plus' }, 'key-2')).toEqual(first);
    expect((await get<{ plan: { code: string } }>('/accounts/78901234')).body.plan.code).toBe('smart');
    expect((await changePlan('78901234', { plan: 'max' }, 'key-1')).body.error).toBe('key_reused');
  });

  test('a plan that is not there, is had already, or is not for a suspended account is refused', async () => {
    expect(await changePlan('12345678', { plan: 'gold' })).toMatchObject({ status: 404, body: { error: 'not_found' } });
    expect(await changePlan('00000000', { plan: 'plus' })).toMatchObject({ status: 404, body: { error: 'not_found' } });
    expect((await changePlan('12345678', { plan: 'smart' })).body.error).toBe('already_on_plan');
    expect((await changePlan('33445566', { plan: 'max' })).body.error).toBe('not_active');
  });
});

describe('services', () => {
  async function order(path: string, body: object | undefined, key?: string) {
    const response = await fetch(`${office.url}/accounts/${path}`, {
      method: 'POST',
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  test('data packs, roaming destinations and broadband have prices, and names in three languages', async () => {
    const { packs } = (await get<{ packs: Record<string, unknown>[] }>('/data-packs')).body;
    expect(packs[1]).toEqual({
      code: 'data10',
      name: { en: '10GB data pack', yue: '10GB數據包', cmn: '10GB流量包' },
      price: 68,
      data_gb: 10,
      valid_days: 30,
    });
    const { destinations } = (await get<{ destinations: Record<string, unknown>[] }>('/roaming-destinations')).body;
    expect(destinations).toHaveLength(9);
    expect(destinations[3]).toMatchObject({ code: 'japan', name: { yue: '日本' }, day_pass: 98, call_minute: 12 });
    const { offers } = (await get<{ offers: Record<string, unknown>[] }>('/broadband-offers')).body;
    expect(offers.map(({ code, monthly_fee, contract_months }) => [code, monthly_fee, contract_months])).toEqual([
      ['fibre500', 128, 24],
      ['fibre1000', 168, 24],
      ['fibre2000', 268, 24],
    ]);
  });

  test.each([
    ['a data pack', 'data-packs', { pack: 'data10' }, 'data10', 'DP'],
    ['a lost card', 'sim-blocks', undefined, 'card', 'SB'],
    ['a new card', 'sim-replacements', { method: 'esim' }, 'esim', 'SR'],
    ['broadband', 'broadband-orders', { offer: 'fibre1000' }, 'fibre1000', 'BB'],
    ['a complaint', 'complaints', { topic: 'network' }, 'network', 'CM'],
  ])('an order of %s has a reference, and is one however often it is sent', async (_name, path, body, item, prefix) => {
    const first = await order(`12345678/${path}`, body, `order-${path}`);
    expect(first).toEqual({
      status: 201,
      body: {
        account: '12345678',
        item,
        placed_on: '2026-11-20',
        reference: expect.stringMatching(new RegExp(`^${prefix}2\\d{5}$`)),
      },
    });
    expect(await order(`12345678/${path}`, body, `order-${path}`)).toEqual(first);
    expect(await order(`23456789/${path}`, body, `order-${path}`)).toMatchObject({
      status: 409,
      body: { error: 'key_reused' },
    });
    expect(await order(`00000000/${path}`, body)).toMatchObject({ status: 404, body: { error: 'not_found' } });
  });

  test('what is not sold, not a choice, or not for a suspended account is refused; its card is blocked all the same', async () => {
    expect(await order('12345678/data-packs', { pack: 'data99' })).toMatchObject({
      status: 404,
      body: { error: 'not_sold' },
    });
    expect(await order('12345678/complaints', { topic: 'weather' })).toMatchObject({ status: 400 });
    expect(await order('12345678/data-packs', {})).toMatchObject({ status: 400 });
    expect((await order('33445566/broadband-orders', { offer: 'fibre500' })).body.error).toBe('not_active');
    expect(await order('33445566/sim-blocks', undefined)).toMatchObject({ status: 201 });
  });
});

test('the OpenAPI document names every operation and whether it changes something', async () => {
  const { body } = await get<{ paths: Record<string, Record<string, Record<string, unknown>>> }>('/openapi.json');
  const operations = Object.values(body.paths).flatMap((path) => Object.values(path));
  expect(operations.map((operation) => [operation.operationId, operation['x-effect']])).toEqual([
    ['get_account', 'read'],
    ['get_bill', 'read'],
    ['list_plans', 'read'],
    ['list_promotions', 'read'],
    ['change_plan', 'write'],
    ['list_data_packs', 'read'],
    ['list_roaming_destinations', 'read'],
    ['list_broadband_offers', 'read'],
    ['buy_data_pack', 'write'],
    ['block_sim', 'write'],
    ['replace_sim', 'write'],
    ['order_broadband', 'write'],
    ['open_complaint', 'write'],
  ]);
});

test('a folder keeps plan changes, and its bills move with the calendar', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'undertone-office-'));
  try {
    const november = await start(join(folder, 'data'));
    const { body } = await changePlan('12345678', { plan: 'plus' }, undefined, november);
    await november.close();
    const december = await start(join(folder, 'data'), '2026-12-02T00:00:00+08:00');
    const account = await get<{ plan: { code: string } }>('/accounts/12345678', december);
    const bill = await get<Bill>('/accounts/12345678/bill', december);
    await december.close();
    expect([body.effective_date, account.body.plan.code]).toEqual(['2026-12-01', 'plus']);
    expect([bill.body.month, bill.body.difference]).toEqual(['2026-12', 298.5]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);

test('a port that is taken is an error with a name', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => holder.once('listening', resolve));
  const { port } = holder.address() as { port: number };
  await expect(startBackOffice({ address: '127.0.0.1', port, clock: systemClock, log })).rejects.toMatchObject({
    code: 'BACK_OFFICE_FAILED',
  });
  holder.close();
}, 60_000);
