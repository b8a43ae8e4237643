/** The request as OpenAI's API reference writes it. */
import { expect, test } from 'vitest';
import { chatRequest } from '#src/engines/cascade/model/chat-request.js';

test('a conversation with a tool is told as the API wants it', () => {
  const request = {
    instructions: 'You are the assistant of Harbour Mobile.',
    messages: [
      { role: 'assistant', text: 'Welcome.', calls: [] },
      { role: 'user', text: 'What is my bill?' },
      {
        role: 'assistant',
        text: '',
        calls: [{ toolCallId: '1-1', name: 'get_bill', arguments: '{"account":"12345678"}' }],
      },
      { role: 'tool', toolCallId: '1-1', name: 'get_bill', text: '{"total":522.5}' },
    ],
    tools: [
      {
        name: 'get_bill',
        description: 'The bill of an account',
        parameters: { type: 'object', properties: { account: { type: 'string' } } },
        effect: 'read',
      },
    ],
  } as const;
  expect(chatRequest(request, 'step-audio-chat', { temperature: 0.3 })).toEqual({
    temperature: 0.3,
    model: 'step-audio-chat',
    stream: true,
    messages: [
      { role: 'system', content: 'You are the assistant of Harbour Mobile.' },
      { role: 'assistant', content: 'Welcome.' },
      { role: 'user', content: 'What is my bill?' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: '1-1', type: 'function', function: { name: 'get_bill', arguments: '{"account":"12345678"}' } },
        ],
      },
      { role: 'tool', tool_call_id: '1-1', content: '{"total":522.5}' },
    ],
    tools: [
      {
        type: 'function',
        function: {
          name: 'get_bill',
          description: 'The bill of an account',
          parameters: { type: 'object', properties: { account: { type: 'string' } } },
        },
      },
    ],
  });
});

test('no tools are no list, and parameters never replace what the engine needs', () => {
  const request = chatRequest({ instructions: 'x', messages: [], tools: [] }, 'm', { stream: false, model: 'other' });
  expect(request).toEqual({ stream: true, model: 'm', messages: [{ role: 'system', content: 'x' }] });
});
