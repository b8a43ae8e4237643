import { amountText, type Wording } from './wording.js';

/** The made-up carrier: its plans, promotions, customers and what each of them was charged. */

interface Plan {
  readonly code: string;
  readonly name: Wording;
  readonly monthlyFeeCents: number;
  readonly dataGb: number;
}

export const plans: readonly Plan[] = [
  plan('basic', 98, 8, 'Basic', '基本計劃', '基本套餐'),
  plan('smart', 198, 30, 'Smart', '精明計劃', '精明套餐'),
  plan('plus', 268, 80, 'Plus', '升級計劃', '升级套餐'),
  plan('max', 398, 200, 'Max', '至尊計劃', '至尊套餐'),
  plan('family', 488, 150, 'Family', '家庭計劃', '家庭套餐'),
];

export const promotions: readonly {
  readonly code: string;
  readonly plan?: string;
  readonly title: Wording;
  readonly detail: Wording;
}[] = [
  {
    code: 'roaming7',
    title: { en: 'Seven-day roaming pass', yue: '七日漫遊通行證', cmn: '七天漫游通行证' },
    detail: {
      en: 'Seven days of data roaming in twenty places in Asia for 238 dollars, instead of 98 dollars a day.',
      yue: '亞洲二十個地方漫遊數據七日，一共238蚊，唔使每日98蚊。',
      cmn: '亚洲二十个地区七天漫游数据，一共238元，不用每天98元。',
    },
  },
  {
    code: 'double-data',
    plan: 'smart',
    title: { en: 'Double data', yue: '數據加倍', cmn: '流量加倍' },
    detail: {
      en: 'Move from Smart to Plus this month and get twice the data for six months.',
      yue: '今個月由精明計劃轉去升級計劃，頭六個月數據加倍。',
      cmn: '本月从精明套餐转到升级套餐，前六个月流量加倍。',
    },
  },
  {
    code: 'family-line',
    plan: 'max',
    title: { en: 'Free family line', yue: '免費家庭副線', cmn: '免费家庭副卡' },
    detail: {
      en: 'A second line for somebody in your family, free for three months.',
      yue: '送你一條家人用嘅副線，頭三個月免費。',
      cmn: '送您一张家人用的副卡，前三个月免费。',
    },
  },
  {
    code: 'autopay',
    title: { en: 'Autopay credit', yue: '自動轉賬回贈', cmn: '自动缴费返现' },
    detail: {
      en: 'Pay by autopay and get 50 dollars off your next bill.',
      yue: '用自動轉賬交費，下張單減50蚊。',
      cmn: '用自动缴费，下一张账单减50元。',
    },
  },
];

export const chargeKinds: Readonly<Record<string, Wording>> = {
  plan: { en: 'plan fee', yue: '月費', cmn: '套餐月费' },
  admin: { en: 'administration fee', yue: '行政費', cmn: '管理费' },
  roaming: { en: 'data roaming day pass', yue: '漫遊數據日費', cmn: '漫游数据日费' },
  idd: { en: 'international calls', yue: '長途電話費', cmn: '国际长途费' },
  topup: { en: 'extra data', yue: '加購數據', cmn: '加购流量' },
  handset: { en: 'handset instalment', yue: '手機分期', cmn: '手机分期' },
  discount: { en: 'loyalty discount', yue: '長期客戶優惠', cmn: '老客户优惠' },
  late: { en: 'late payment fee', yue: '逾期手續費', cmn: '逾期手续费' },
  service: { en: 'video streaming subscription', yue: '影視串流月費', cmn: '视频会员费' },
};

export interface SeedCharge {
  readonly kind: string;
  readonly cents: number;
  readonly reason: Wording;
}

/** `extras[0]` is charged this month, `extras[1]` last month, and so on; the plan and administration fees always. */
export interface SeedAccount {
  readonly number: string;
  readonly name: string;
  readonly plan: string;
  readonly language: 'yue' | 'cmn' | 'en';
  readonly status: 'active' | 'suspended' | 'closed';
  readonly extras: readonly (readonly SeedCharge[])[];
}

/** How many months of bills every account has. */
export const billedMonths = 4;

export const adminFeeCents = 1800;

export const accounts: readonly SeedAccount[] = [
  account('12345678', 'Chan Tai Man', 'smart', 'yue', [
    [roaming(3, 'Japan', '日本', '日本'), idd(12.5)],
    [idd(8)],
    [idd(8)],
    [idd(9.5)],
  ]),
  account('23456789', 'Wong Siu Ling', 'plus', 'yue', [[], [discount(60)], [discount(60)], [discount(60)]]),
  account('34567890', 'Li Wei', 'max', 'cmn', [[topUp(2)], [], [], []]),
  account('45678901', 'Emily Carter', 'basic', 'en', [[late()], [], [], []]),
  account('56789012', 'Lee Ka Ho', 'smart', 'yue', [[], [roaming(5, 'Thailand', '泰國', '泰国')], [], []]),
  account('67890123', 'Zhang Min', 'family', 'cmn', [[service()], [service()], [], []]),
  account('78901234', 'Rajesh Kumar', 'smart', 'en', [[idd(86.4)], [idd(31.2)], [idd(40)], [idd(28.8)]]),
  account('89012345', 'Ho Mei Yee', 'max', 'yue', [[handset()], [], [], []]),
  account('90123456', 'Wang Fang', 'plus', 'cmn', [[roaming(7, 'Korea', '韓國', '韩国')], [topUp(1)], [], []]),
  account('11223344', 'Daniel Smith', 'max', 'en', [[], [], [], []]),
  account('22334455', 'Lam Chi Keung', 'basic', 'yue', [[topUp(3), late()], [topUp(1)], [], []]),
  account('33445566', 'Olivia Brown', 'plus', 'en', [[], [], [], []], 'suspended'),
];

function plan(code: string, dollars: number, dataGb: number, en: string, yue: string, cmn: string): Plan {
  return { code, name: { en, yue, cmn }, monthlyFeeCents: dollars * 100, dataGb };
}

function account(
  number: string,
  name: string,
  planCode: string,
  language: SeedAccount['language'],
  extras: SeedAccount['extras'],
  status: SeedAccount['status'] = 'active',
): SeedAccount {
  return { number, name, plan: planCode, language, status, extras };
}

function roaming(days: number, en: string, yue: string, cmn: string): SeedCharge {
  const cents = days * 9800;
  const amount = amountText(cents);
  return {
    kind: 'roaming',
    cents,
    reason: {
      en: `Data roaming for ${days} days in ${en} was ${amount} dollars.`,
      yue: `你喺${yue}用咗${days}日漫遊數據，一共${amount}蚊。`,
      cmn: `您在${cmn}用了${days}天漫游数据，一共${amount}元。`,
    },
  };
}

function idd(dollars: number): SeedCharge {
  const cents = Math.round(dollars * 100);
  const amount = amountText(cents);
  return {
    kind: 'idd',
    cents,
    reason: {
      en: `Your international calls came to ${amount} dollars.`,
      yue: `你打咗長途電話，一共${amount}蚊。`,
      cmn: `您打了国际长途，一共${amount}元。`,
    },
  };
}

function topUp(count: number): SeedCharge {
  const cents = count * 3800;
  const amount = amountText(cents);
  return {
    kind: 'topup',
    cents,
    reason: {
      en: `You bought ${count * 5} gigabytes of extra data for ${amount} dollars.`,
      yue: `你用晒啲數據，加購咗${count * 5}GB，一共${amount}蚊。`,
      cmn: `您的流量用完了，加购了${count * 5}GB，一共${amount}元。`,
    },
  };
}

function discount(dollars: number): SeedCharge {
  return {
    kind: 'discount',
    cents: -dollars * 100,
    reason: {
      en: `You have a loyalty discount of ${dollars} dollars a month.`,
      yue: `你有長期客戶優惠，每個月減${dollars}蚊。`,
      cmn: `您有老客户优惠，每月减${dollars}元。`,
    },
  };
}

function late(): SeedCharge {
  return {
    kind: 'late',
    cents: 5000,
    reason: {
      en: 'Your last bill was paid after the due date, so there is a late fee of 50 dollars.',
      yue: '上張單過咗期先交，所以收咗50蚊逾期手續費。',
      cmn: '上一张账单过期才付，所以收了50元逾期手续费。',
    },
  };
}

function handset(): SeedCharge {
  return {
    kind: 'handset',
    cents: 35000,
    reason: {
      en: 'The first instalment of your new phone is 350 dollars a month.',
      yue: '你買咗新手機，分期每個月350蚊，今個月開始收。',
      cmn: '您买了新手机，分期每月350元，从这个月开始收。',
    },
  };
}

function service(): SeedCharge {
  return {
    kind: 'service',
    cents: 7800,
    reason: {
      en: 'You have a video streaming subscription of 78 dollars a month.',
      yue: '你有影視串流服務，每個月78蚊。',
      cmn: '您开通了视频会员，每月78元。',
    },
  };
}
