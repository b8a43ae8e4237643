import type { ToolDescription, ToolResult } from '../../agent/tool.js';
import type { ChatToolCall } from '../history/chat-message.js';

/** A tool as chat completions take it (OpenAI API reference, "Create chat completion", `tools`). */
export function wireTool({ name, description, parameters }: ToolDescription): Readonly<Record<string, unknown>> {
  return { type: 'function', function: { name, description, parameters } };
}

/** A call that was made, as an assistant's message tells it again. */
export function wireCall({ toolCallId, name, arguments: given }: ChatToolCall): Readonly<Record<string, unknown>> {
  return { id: toolCallId, type: 'function', function: { name, arguments: given } };
}

/** What a model is told that a tool gave. */
export function resultText(result: ToolResult): string {
  const { ok } = result;
  return JSON.stringify(ok ? (result.value ?? null) : { error: { code: result.code, message: result.message } });
}
