import type { ContextSummary } from '../../agent/context-entry.js';

/** What is left of the turns that no longer fit, for a model to read; every list in it is bounded already. */
export function summaryText({ turns, mood, asked, keyed, tools }: ContextSummary): string {
  const lines = [`Earlier in this call (${turns} turns of the caller, summarised):`];
  for (const { text } of asked) lines.push(`- the caller said: ${text}`);
  for (const { digits } of keyed) lines.push(`- the caller keyed: ${digits}`);
  for (const { name, arguments: given, ok, result } of tools) {
    lines.push(`- ${name}(${given}) ${ok ? 'gave' : 'failed with'}: ${result}`);
  }
  if (mood !== undefined) lines.push(`- the caller's mood: ${mood}`);
  return lines.join('\n');
}
