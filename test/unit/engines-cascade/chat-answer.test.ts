/** Chunks as OpenAI's API reference and vLLM's server stream them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UndertoneError } from '#src/core/errors.js';
import { ChatAnswer } from '#src/engines/cascade/model/chat-answer.js';

function answerOf(...chunks: readonly string[]): { readonly text: string; readonly answer: ChatAnswer } {
  const answer = new ChatAnswer();
  return { text: chunks.map((chunk) => answer.push(chunk)).join(''), answer };
}

test('text comes in deltas and ends with a reason', () => {
  const { text, answer } = answerOf(
    '{"id":"chatcmpl-123","object":"chat.completion.chunk","created":1694268190,"model":"gpt-4o-mini","system_fingerprint":"fp_44709d6fcb","choices":[{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}',
    '{"id":"chatcmpl-123","object":"chat.completion.chunk","created":1694268190,"model":"gpt-4o-mini","system_fingerprint":"fp_44709d6fcb","choices":[{"index":0,"delta":{"content":"Hello"},"logprobs":null,"finish_reason":null}]}',
    '{"id":"chatcmpl-123","object":"chat.completion.chunk","created":1694268190,"model":"gpt-4o-mini","system_fingerprint":"fp_44709d6fcb","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]}',
    '[DONE]',
  );
  expect(text).toBe('Hello');
  expect(answer.isOver).toBe(true);
  expect(answer.calls).toEqual([]);
});

test('parallel calls are told apart by their index, their arguments joined', () => {
  const delta = (calls: object): string => JSON.stringify({ choices: [{ index: 0, delta: { tool_calls: [calls] } }] });
  const { answer } = answerOf(
    delta({ index: 0, id: 'call_a', type: 'function', function: { name: 'get_bill', arguments: '' } }),
    delta({ index: 0, function: { arguments: '{"acc' } }),
    delta({ index: 1, id: 'call_b', type: 'function', function: { name: 'get_plan', arguments: '{}' } }),
    delta({ index: 0, function: { arguments: 'ount":"1"}' } }),
    '{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}',
  );
  expect(answer.calls).toEqual([
    { name: 'get_bill', arguments: '{"account":"1"}' },
    { name: 'get_plan', arguments: '{}' },
  ]);
});

test('a chunk of usage figures has no choices', () => {
  expect(answerOf('{"object":"chat.completion.chunk","choices":[],"usage":{"total_tokens":9}}').text).toBe('');
});

test('an error in the stream is a failure of the engine', () => {
  const answer = new ChatAnswer();
  const failing = () => answer.push('{"error":{"message":"CUDA out of memory","type":"server_error"},"choices":[]}');
  expect(failing).toThrow(expect.objectContaining({ code: 'ENGINE_FAILED' }));
});

test('an answer that never ends is ended', () => {
  const answer = new ChatAnswer();
  const more = () => answer.push(JSON.stringify({ choices: [{ delta: { content: 'and so on '.repeat(100) } }] }));
  expect(() => Array.from({ length: 20 }, more)).toThrow(expect.objectContaining({ code: 'ENGINE_PROTOCOL' }));
});

test('no chunk makes anything but text or a known error', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (data) => {
      try {
        expect(typeof new ChatAnswer().push(data)).toBe('string');
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(UndertoneError);
        expect((thrown as UndertoneError).code).toMatch(/^ENGINE_/);
      }
    }),
  );
});
