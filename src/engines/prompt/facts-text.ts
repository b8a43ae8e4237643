import type { ContextSummary, ConversationContext, ToolUse } from '../../agent/context-entry.js';

type Lookup = Omit<ToolUse, 'role'>;

/**
 * What a model is told of a conversation that it is not given as messages: the summary of its beginning, and what tools
 * gave, since the messages of a tool's use cannot be made again from it. Undefined when there is nothing.
 */
export function factsText({ summary, entries, mood }: ConversationContext): string | undefined {
  const lookups = entries.flatMap((entry) => (entry.role === 'tool' ? [entry] : []));
  const lines = [
    ...(summary === undefined ? [] : summaryLines(summary)),
    ...[...(summary?.tools ?? []), ...lookups].map(lookupLine),
    ...(mood === undefined ? [] : [`- the caller's mood: ${mood}`]),
  ];
  return lines.length === 0 ? undefined : ['Known from earlier in this call:', ...lines].join('\n');
}

function summaryLines({ turns, asked, keyed }: ContextSummary): string[] {
  return [
    `- ${turns} turns of the caller came before the messages below`,
    ...asked.map(({ text }) => `- the caller said: ${text}`),
    ...keyed.map(({ digits }) => `- the caller keyed: ${digits}`),
  ];
}

function lookupLine({ name, arguments: given, ok, result }: Lookup): string {
  return `- ${name}(${given}) ${ok ? 'gave' : 'failed with'}: ${result}`;
}
