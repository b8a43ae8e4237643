import type { Wording } from './wording.js';

/** What the made-up carrier sells besides plans. */

interface DataPack {
  readonly code: string;
  readonly name: Wording;
  readonly priceCents: number;
  readonly dataGb: number;
  readonly validDays: number;
}

export const dataPacks: readonly DataPack[] = [dataPack(5, 38, 7), dataPack(10, 68, 30), dataPack(30, 148, 30)];

interface RoamingDestination {
  readonly code: string;
  readonly name: Wording;
  readonly dayPassCents: number;
  /** A call home. */
  readonly callMinuteCents: number;
}

/** At most nine, so that each has a key. */
export const roamingDestinations: readonly RoamingDestination[] = [
  destination('mainland', 38, 2.5, 'the mainland of China', '中國內地', '中国内地'),
  destination('macau', 38, 2.5, 'Macau', '澳門', '澳门'),
  destination('taiwan', 98, 9, 'Taiwan', '台灣', '台湾'),
  destination('japan', 98, 12, 'Japan', '日本', '日本'),
  destination('korea', 98, 12, 'Korea', '韓國', '韩国'),
  destination('thailand', 98, 12, 'Thailand', '泰國', '泰国'),
  destination('singapore', 98, 9, 'Singapore', '新加坡', '新加坡'),
  destination('uk', 128, 15, 'the United Kingdom', '英國', '英国'),
  destination('usa', 128, 15, 'the United States', '美國', '美国'),
];

interface BroadbandOffer {
  readonly code: string;
  readonly name: Wording;
  readonly monthlyFeeCents: number;
  readonly speedMbps: number;
  readonly contractMonths: number;
}

export const broadbandOffers: readonly BroadbandOffer[] = [
  broadband(500, 128, 24),
  broadband(1000, 168, 24),
  broadband(2000, 268, 24),
];

function dataPack(gigabytes: number, dollars: number, validDays: number): DataPack {
  const name = { en: `${gigabytes}GB data pack`, yue: `${gigabytes}GB數據包`, cmn: `${gigabytes}GB流量包` };
  return { code: `data${gigabytes}`, name, priceCents: dollars * 100, dataGb: gigabytes, validDays };
}

function destination(
  code: string,
  dayPassDollars: number,
  minuteDollars: number,
  en: string,
  yue: string,
  cmn: string,
): RoamingDestination {
  return { code, name: { en, yue, cmn }, dayPassCents: dayPassDollars * 100, callMinuteCents: minuteDollars * 100 };
}

function broadband(megabits: number, dollars: number, contractMonths: number): BroadbandOffer {
  const name = {
    en: `${megabits}M fibre broadband`,
    yue: `${megabits}M光纖寬頻`,
    cmn: `${megabits}M光纤宽带`,
  };
  return { code: `fibre${megabits}`, name, monthlyFeeCents: dollars * 100, speedMbps: megabits, contractMonths };
}
