import type { ModelScript, ScriptedAnswer, WireMessage } from './model-server.js';

/** A model that answers as a carrier's would, by what was said last. */
export const carrierScript: ModelScript = ({ messages, tools }) => {
  const last = messages.at(-1)!;
  if (last.role === 'tool') return { text: afterTool(last) };
  const said = last.content ?? '';
  const call = calls.find(([pattern, answer]) => pattern.test(said) && tools.includes(answer.calls![0]!.name));
  return call?.[1] ?? { text: 'Hello, this is Harbour Mobile. Your plan costs HK$1,234.50 a month. Is there more?' };
};

const calls: readonly (readonly [RegExp, ScriptedAnswer])[] = [
  [
    /1 2 3 4 5 6 7 8/,
    { text: 'Let me look that up. ', calls: [{ name: 'get_bill', arguments: { account: '12345678' } }] },
  ],
  [/bill/, { calls: [{ name: 'get_bill', arguments: { account: '12345678' } }] }],
  [
    /two things/,
    {
      calls: [
        { name: 'get_bill', arguments: { account: '12345678' } },
        { name: 'get_account', arguments: { account: '12345678' } },
      ],
    },
  ],
  [/pressed 4|change my plan/, { calls: [{ name: 'change_plan', arguments: { account: '12345678', plan: 'plus' } }] }],
];

function afterTool({ content }: WireMessage): string {
  return content?.includes('"error"')
    ? 'I am sorry, I cannot see that now.'
    : 'Your bill is HK$522.50, because of roaming.';
}
