/** Sentences about bills that a bot can say as they are, in English, Cantonese and Mandarin. */

export interface Wording {
  readonly en: string;
  /** Traditional characters, spoken Cantonese. */
  readonly yue: string;
  /** Simplified characters. */
  readonly cmn: string;
}

/** `294`, `12.50`: what a voice reads best. */
export function amountText(cents: number): string {
  const dollars = Math.abs(cents) / 100;
  return Number.isInteger(dollars) ? String(dollars) : dollars.toFixed(2);
}

/** A charge that was on the last bill and made this one lower by not being there. */
export function goneReason(name: Wording, cents: number): Wording {
  const amount = amountText(cents);
  return {
    en: `The ${name.en} of ${amount} dollars on your last bill is not there any more.`,
    yue: `上個月有${amount}蚊嘅${name.yue}，今個月冇咗。`,
    cmn: `上个月有${amount}元的${name.cmn}，这个月没有了。`,
  };
}

/** A credit that made the last bill lower and has run out. */
export function endedReason(name: Wording, cents: number): Wording {
  const amount = amountText(cents);
  return {
    en: `The ${name.en} of ${amount} dollars a month has ended.`,
    yue: `每個月減${amount}蚊嘅${name.yue}已經完咗。`,
    cmn: `每月减${amount}元的${name.cmn}已经到期了。`,
  };
}

export const unchangedReason: Wording = {
  en: 'It is the same as last month.',
  yue: '同上個月一樣。',
  cmn: '和上个月一样。',
};

export const firstBillReason: Wording = {
  en: 'It is your first bill.',
  yue: '呢張係你第一張單。',
  cmn: '这是您的第一张账单。',
};
