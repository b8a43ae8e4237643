import type { Queryable } from './database.js';
import { addMonths, type Month } from './month.js';
import { accounts, adminFeeCents, billedMonths, chargeKinds, plans, promotions, type SeedCharge } from './seed-data.js';
import { broadbandOffers, dataPacks, roamingDestinations } from './service-data.js';
import { amountText } from './wording.js';

/** Plans, promotions and customers; what is already there stays as it is. */
export async function seedCarrier(db: Queryable): Promise<void> {
  for (const { code, name, monthlyFeeCents, dataGb } of plans) {
    await db.query('INSERT INTO plans VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING', [
      ...[code, name.en, name.yue, name.cmn, monthlyFeeCents, dataGb],
    ]);
  }
  for (const { number, name, plan, language, status } of accounts) {
    await db.query('INSERT INTO accounts VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING', [
      ...[number, name, plan, language, status],
    ]);
  }
  for (const [kind, { en, yue, cmn }] of Object.entries(chargeKinds)) {
    await db.query('INSERT INTO charge_kinds VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING', [kind, en, yue, cmn]);
  }
  for (const { code, plan, title, detail } of promotions) {
    await db.query('INSERT INTO promotions VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING', [
      ...[code, plan ?? null, title.en, title.yue, title.cmn, detail.en, detail.yue, detail.cmn],
    ]);
  }
  await seedServices(db);
}

async function seedServices(db: Queryable): Promise<void> {
  for (const { code, name, priceCents, dataGb, validDays } of dataPacks) {
    await db.query('INSERT INTO data_packs VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING', [
      ...[code, name.en, name.yue, name.cmn, priceCents, dataGb, validDays],
    ]);
  }
  for (const [place, { code, name, dayPassCents, callMinuteCents }] of roamingDestinations.entries()) {
    await db.query('INSERT INTO roaming_destinations VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING', [
      ...[code, place, name.en, name.yue, name.cmn, dayPassCents, callMinuteCents],
    ]);
  }
  for (const { code, name, monthlyFeeCents, speedMbps, contractMonths } of broadbandOffers) {
    await db.query('INSERT INTO broadband_offers VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING', [
      ...[code, name.en, name.yue, name.cmn, monthlyFeeCents, speedMbps, contractMonths],
    ]);
  }
}

/**
 * Bills of the months up to `current`, instead of whatever bills there were: the story of each account is told
 * relative to "this month", so a database that was kept moves with the calendar. Run it in a transaction.
 */
export async function seedBills(db: Queryable, current: Month): Promise<void> {
  await db.query('DELETE FROM bills');
  for (const { number, plan, extras } of accounts) {
    for (let monthsAgo = 0; monthsAgo < billedMonths; monthsAgo++) {
      const month = addMonths(current, -monthsAgo);
      const charges = [planFee(plan), adminFee(), ...(extras[monthsAgo] ?? [])];
      await db.query('INSERT INTO bills VALUES ($1, $2, $3)', [number, month, `${addMonths(month, 1)}-14`]);
      for (const [line, { kind, cents, reason }] of charges.entries()) {
        await db.query('INSERT INTO charges VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [
          ...[number, month, line, kind, cents, reason.en, reason.yue, reason.cmn],
        ]);
      }
    }
  }
}

function planFee(code: string): SeedCharge {
  const { name, monthlyFeeCents } = plans.find((plan) => plan.code === code)!;
  const amount = amountText(monthlyFeeCents);
  return {
    kind: 'plan',
    cents: monthlyFeeCents,
    reason: {
      en: `The ${name.en} plan is ${amount} dollars a month.`,
      yue: `${name.yue}嘅月費係${amount}蚊。`,
      cmn: `${name.cmn}的月费是${amount}元。`,
    },
  };
}

function adminFee(): SeedCharge {
  const amount = amountText(adminFeeCents);
  return {
    kind: 'admin',
    cents: adminFeeCents,
    reason: {
      en: `The administration fee is ${amount} dollars a month.`,
      yue: `行政費係每個月${amount}蚊。`,
      cmn: `管理费是每月${amount}元。`,
    },
  };
}
