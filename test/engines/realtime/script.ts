/** How the engines of the tests answer: by the tone they heard last, and by all that is in their conversation. */

export interface Item {
  readonly id: string;
  readonly role: string;
  text: string;
  /** Of a turn of the caller's. */
  readonly hz: number;
  /** Length of its audio. */
  ms: number;
  readonly wire?: object;
}

export interface Conversation {
  readonly items: readonly Item[];
  readonly instructions: string;
}

export interface Scripted {
  readonly text?: string;
  readonly calls?: readonly { readonly name: string; readonly arguments: object }[];
}

/** Tones of the caller's that mean something. */
export const billHz = 600;
export const planHz = 1200;
export const plainHz = 300;

export type Script = (conversation: Conversation, tools: readonly string[]) => Scripted;

export const reply: Script = ({ items }, tools) => {
  const last = items.findLast(({ role }) => role === 'user' || role === 'tool');
  // What was left of anything that should not have happened would be counted.
  const told = `I know ${items.filter(({ role }) => role !== 'assistant').length} things.`;
  if (last?.role === 'tool') {
    const isFailure = last.text.includes('"error"');
    return { text: isFailure ? 'I am sorry, I cannot see that now.' : `Your bill is five hundred. ${told}` };
  }
  if (last?.hz === billHz && tools.includes('get_bill')) {
    return { calls: [{ name: 'get_bill', arguments: { account: '12345678' } }] };
  }
  if (last?.hz === planHz && tools.includes('change_plan')) {
    return { text: 'One moment. ', calls: [{ name: 'change_plan', arguments: { account: '12345678', plan: 'plus' } }] };
  }
  return { text: `Hello, this is Harbour Mobile, your plan is fine. ${told}` };
};
