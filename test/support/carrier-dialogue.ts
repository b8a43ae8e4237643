/** The example dialogue, and a stand-in for the carrier's tools: what they answer is written here. */
import { join } from 'node:path';
import type { ToolCall, ToolDescription, ToolResult } from '#src/agent/tool.js';
import { loadYaml } from '#src/config/yaml.js';
import { dialogueSchema } from '#src/engines/local/dialogue/dialogue-schema.js';
import { repositoryRoot } from '../../bench/repository-root.js';

export const carrierDialogue = loadYaml(dialogueSchema, join(repositoryRoot, 'config/dialogues/carrier.yaml'));

const tool = (name: string, effect: ToolDescription['effect']): ToolDescription => ({
  name,
  effect,
  description: name,
  parameters: { type: 'object' },
});

export const carrierTools: readonly ToolDescription[] = [
  tool('get_bill', 'read'),
  tool('get_account', 'read'),
  tool('list_plans', 'read'),
  tool('list_promotions', 'read'),
  tool('change_plan', 'write'),
  tool('list_data_packs', 'read'),
  tool('list_roaming_destinations', 'read'),
  tool('list_broadband_offers', 'read'),
  tool('buy_data_pack', 'write'),
  tool('order_broadband', 'write'),
  tool('block_sim', 'write'),
  tool('replace_sim', 'write'),
  tool('open_complaint', 'write'),
  tool('hang_up', 'call'),
  tool('transfer_to_human', 'call'),
];

export const knownAccount = '12345678';

const notFound: ToolResult = {
  ok: false,
  code: 'TOOL_FAILED',
  message: 'the API answered 404 not_found: no such account',
};
const wording = (en: string, yue: string, cmn: string) => ({ en, yue, cmn });

const place = (code: string, day_pass: number, en: string, yue: string, cmn: string) => ({
  code,
  name: wording(en, yue, cmn),
  day_pass,
  call_minute: 12.5,
});

/** An order of anything by an account that is there. */
const ordered =
  (prefix: string) =>
  ({ account }: Readonly<Record<string, unknown>>): ToolResult =>
    account === knownAccount
      ? { ok: true, value: { account, item: '', placed_on: '2026-11-22', reference: `${prefix}200001` } }
      : notFound;

const answers: Readonly<Record<string, (given: Readonly<Record<string, unknown>>) => ToolResult>> = {
  get_bill: ({ account, month = '2026-11' }) =>
    account === knownAccount
      ? {
          ok: true,
          value: {
            account,
            month,
            currency: 'HKD',
            total: 522.5,
            previous_total: 224,
            difference: 298.5,
            due_date: '2026-12-08',
            charges: [],
            main_reason: wording(
              'You used roaming for 3 days in Japan.',
              '你喺日本用咗3日漫遊。',
              '您在日本用了3天漫游。',
            ),
          },
        }
      : notFound,
  get_account: ({ account }) =>
    account === knownAccount
      ? { ok: true, value: { account, name: 'Chan', plan: { code: 'smart', name: wording('Smart', '精明', '精明') } } }
      : notFound,
  list_plans: () => ({
    ok: true,
    value: {
      plans: [
        { code: 'basic', name: wording('Basic', '基本計劃', '基本套餐'), monthly_fee: 98, data_gb: 8 },
        { code: 'plus', name: wording('Plus', '升級計劃', '升级套餐'), monthly_fee: 268, data_gb: 80 },
      ],
    },
  }),
  list_promotions: () => ({
    ok: true,
    value: {
      promotions: [
        { code: 'double', title: wording('Double data', '數據加倍', '流量加倍'), detail: wording('D', '詳', '详') },
        {
          code: 'roaming7',
          title: wording('Seven-day roaming pass', '七日漫遊通行證', '七天漫游通行证'),
          detail: wording('238 dollars.', '一共238蚊，唔使每日98蚊。', '一共238元。'),
        },
      ],
    },
  }),
  change_plan: ({ account, plan }) => ({
    ok: true,
    value: { account, plan, effective_date: '2026-12-01', reference: 'CP-1001' },
  }),
  list_data_packs: () => ({
    ok: true,
    value: {
      packs: [5, 10, 30].map((data_gb) => ({
        code: `data${data_gb}`,
        name: wording(`${data_gb}GB data pack`, `${data_gb}GB數據包`, `${data_gb}GB流量包`),
        price: data_gb * 7,
        data_gb,
        valid_days: 30,
      })),
    },
  }),
  list_roaming_destinations: () => ({
    ok: true,
    value: {
      destinations: [
        place('mainland', 38, 'the mainland of China', '中國內地', '中国内地'),
        place('macau', 38, 'Macau', '澳門', '澳门'),
        place('taiwan', 98, 'Taiwan', '台灣', '台湾'),
        place('japan', 98, 'Japan', '日本', '日本'),
        place('korea', 98, 'Korea', '韓國', '韩国'),
        place('thailand', 98, 'Thailand', '泰國', '泰国'),
        place('singapore', 98, 'Singapore', '新加坡', '新加坡'),
        place('uk', 128, 'the United Kingdom', '英國', '英国'),
        place('usa', 128, 'the United States', '美國', '美国'),
      ],
    },
  }),
  list_broadband_offers: () => ({
    ok: true,
    value: {
      offers: [500, 1000, 2000].map((speed_mbps) => ({
        code: `fibre${speed_mbps}`,
        name: wording(`${speed_mbps}M fibre broadband`, `${speed_mbps}M光纖寬頻`, `${speed_mbps}M光纤宽带`),
        monthly_fee: 168,
        speed_mbps,
        contract_months: 24,
      })),
    },
  }),
  buy_data_pack: ordered('DP'),
  order_broadband: ordered('BB'),
  block_sim: ordered('SB'),
  replace_sim: ordered('SR'),
  open_complaint: ordered('CM'),
  hang_up: () => ({ ok: true, value: { scheduled: true } }),
  transfer_to_human: () => ({ ok: true, value: { scheduled: true } }),
};

export function carrierAnswer(call: Pick<ToolCall, 'name' | 'arguments'>): ToolResult {
  return answers[call.name]!(call.arguments);
}
