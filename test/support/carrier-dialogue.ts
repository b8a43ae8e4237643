/** The example dialogue, and a stand-in for the carrier's tools: what they answer is written here. */
import { fileURLToPath } from 'node:url';
import type { ToolCall, ToolDescription, ToolResult } from '#src/agent/tool.js';
import { loadYaml } from '#src/config/yaml.js';
import { dialogueSchema } from '#src/engines/local/dialogue/dialogue-schema.js';

export const carrierDialogue = loadYaml(
  dialogueSchema,
  fileURLToPath(new URL('../../config/dialogues/carrier.yaml', import.meta.url)),
);

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
        { code: 'a', title: wording('Double data', '數據加倍', '流量加倍'), detail: wording('D', '詳', '详') },
      ],
    },
  }),
  change_plan: ({ account, plan }) => ({
    ok: true,
    value: { account, plan, effective_date: '2026-12-01', reference: 'CP-1001' },
  }),
  hang_up: () => ({ ok: true, value: { scheduled: true } }),
  transfer_to_human: () => ({ ok: true, value: { scheduled: true } }),
};

export function carrierAnswer(call: Pick<ToolCall, 'name' | 'arguments'>): ToolResult {
  return answers[call.name]!(call.arguments);
}
