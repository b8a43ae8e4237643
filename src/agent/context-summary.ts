import { clip } from './bounded-text.js';
import type { ContextEntry, ContextSummary, ToolUse } from './context-entry.js';

const maxAsked = 8;
const askedChars = 120;
const maxKeyed = 4;
const maxTools = 12;
const argumentChars = 80;
const resultChars = 160;

export const emptySummary: ContextSummary = {
  turns: 0,
  languages: [],
  mood: undefined,
  asked: [],
  keyed: [],
  tools: [],
};

/**
 * The rolling summary with one more entry in it, by rule and without a model: the same entries give the same summary.
 * What the bot said goes: it follows from the facts.
 */
export function fold(summary: ContextSummary, entry: ContextEntry): ContextSummary {
  switch (entry.role) {
    case 'bot':
      return summary;
    case 'tool':
      return { ...summary, tools: withTool(summary.tools, entry) };
    case 'caller':
      return foldCaller({ ...summary, turns: summary.turns + 1 }, entry);
  }
}

function foldCaller(summary: ContextSummary, entry: Extract<ContextEntry, { role: 'caller' }>): ContextSummary {
  if ('digits' in entry) {
    const { digits, redact } = entry;
    return { ...summary, keyed: [...summary.keyed, { digits, redact }].slice(-maxKeyed) };
  }
  const { text, language, mood = summary.mood, redact } = entry;
  const languages = summary.languages.includes(language) ? summary.languages : [...summary.languages, language];
  if (text === undefined) return { ...summary, languages, mood };
  const [first, ...later] = [...summary.asked, { text: clip(text, askedChars), redact }];
  const asked = first === undefined ? [] : [first, ...later.slice(-(maxAsked - 1))];
  return { ...summary, languages, mood, asked };
}

function withTool(tools: ContextSummary['tools'], use: ToolUse): ContextSummary['tools'] {
  const { name, ok } = use;
  const fact = { name, ok, arguments: clip(use.arguments, argumentChars), result: clip(use.result, resultChars) };
  const others = tools.filter((tool) => tool.name !== name || tool.arguments !== fact.arguments);
  return [...others, fact].slice(-maxTools);
}
