import type { ChatMessage } from '../../history/chat-message.js';
import { wireCall, wireTool } from '../../tool-calls/wire-tool.js';
import type { ModelRequest } from './text-model.js';

/** The body of `POST /v1/chat/completions` (OpenAI API reference, "Create chat completion"). */
export function chatRequest(
  { instructions, messages, tools }: ModelRequest,
  model: string,
  parameters: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return {
    ...parameters,
    model,
    stream: true,
    messages: [{ role: 'system', content: instructions }, ...messages.map(wireMessage)],
    // An empty list is refused by OpenAI.
    ...(tools.length === 0 ? {} : { tools: tools.map(wireTool) }),
  };
}

function wireMessage(message: ChatMessage): Readonly<Record<string, unknown>> {
  switch (message.role) {
    case 'user':
      return { role: 'user', content: message.text };
    case 'tool':
      return { role: 'tool', tool_call_id: message.toolCallId, content: message.text };
    case 'assistant':
      if (message.calls.length === 0) return { role: 'assistant', content: message.text };
      return {
        role: 'assistant',
        content: message.text === '' ? null : message.text,
        tool_calls: message.calls.map(wireCall),
      };
  }
}
