/** JSON Schemas of what the API takes and gives; the OpenAPI document is made of them. */

const wording = {
  type: 'object',
  description: 'The same text in English, Cantonese and Mandarin, fit to be said.',
  properties: { en: { type: 'string' }, yue: { type: 'string' }, cmn: { type: 'string' } },
  required: ['en', 'yue', 'cmn'],
};

export const accountNumber = {
  type: 'string',
  pattern: '^[0-9]{8}$',
  description: 'Account number, eight digits.',
};

export const month = {
  type: 'string',
  pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$',
  description: 'Billing month, YYYY-MM; the newest bill when absent.',
};

export const planCode = {
  type: 'string',
  pattern: '^[a-z0-9-]{1,32}$',
  description: 'Code of a plan, as list_plans names it.',
};

export const accountResult = object({
  account: accountNumber,
  name: { type: 'string' },
  plan: object({ code: { type: 'string' }, name: wording }),
  language: { type: 'string', enum: ['yue', 'cmn', 'en'] },
  status: { type: 'string', enum: ['active', 'suspended', 'closed'] },
});

export const billResult = object({
  account: accountNumber,
  month: { type: 'string' },
  currency: { type: 'string', enum: ['HKD'] },
  total: { type: 'number', description: 'Dollars.' },
  previous_total: { type: 'number', description: 'Dollars, of the month before.' },
  difference: { type: 'number', description: 'Dollars more than the month before; negative when it is less.' },
  due_date: { type: 'string', description: 'YYYY-MM-DD.' },
  charges: {
    type: 'array',
    items: object({
      description: { type: 'string' },
      amount: { type: 'number', description: 'Dollars; negative for a credit.' },
      reason: { type: 'string' },
    }),
  },
  main_reason: wording,
});

export const plansResult = object({
  plans: {
    type: 'array',
    items: object({
      code: { type: 'string' },
      name: wording,
      monthly_fee: { type: 'number', description: 'Dollars.' },
      data_gb: { type: 'integer' },
    }),
  },
});

export const promotionsResult = object({
  promotions: { type: 'array', items: object({ code: { type: 'string' }, title: wording, detail: wording }) },
});

export const planChangeResult = object({
  account: accountNumber,
  plan: { type: 'string' },
  effective_date: { type: 'string', description: 'YYYY-MM-DD.' },
  reference: { type: 'string' },
});

export const dataPacksResult = object({
  packs: {
    type: 'array',
    items: object({
      code: { type: 'string' },
      name: wording,
      price: { type: 'number', description: 'Dollars.' },
      data_gb: { type: 'integer' },
      valid_days: { type: 'integer' },
    }),
  },
});

export const destinationsResult = object({
  destinations: {
    type: 'array',
    items: object({
      code: { type: 'string' },
      name: wording,
      day_pass: { type: 'number', description: 'Dollars for a day of data.' },
      call_minute: { type: 'number', description: 'Dollars for a minute of a call home.' },
    }),
  },
});

export const broadbandOffersResult = object({
  offers: {
    type: 'array',
    items: object({
      code: { type: 'string' },
      name: wording,
      monthly_fee: { type: 'number', description: 'Dollars.' },
      speed_mbps: { type: 'integer' },
      contract_months: { type: 'integer' },
    }),
  },
});

export const itemCode = {
  type: 'string',
  pattern: '^[a-z0-9-]{1,32}$',
  description: 'Code of what is ordered, as the list of it names it.',
};

export const orderResult = object({
  account: accountNumber,
  item: { type: 'string' },
  placed_on: { type: 'string', description: 'YYYY-MM-DD.' },
  reference: { type: 'string' },
});

export const errorResult = {
  type: 'object',
  properties: { error: { type: 'string' }, message: { type: 'string' } },
  required: ['error'],
};

/** Every property is there, always. */
function object(properties: Record<string, object>) {
  return { type: 'object', properties, required: Object.keys(properties) };
}
