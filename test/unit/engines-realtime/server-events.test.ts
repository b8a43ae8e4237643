/** Events as the vendors' documentation shows them, and anything else. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UndertoneError } from '#src/core/errors.js';
import { realtimeDialectNames, realtimeDialects } from '#src/engines/realtime/dialects.js';
import { parseServerEvent } from '#src/engines/realtime/server-events.js';

const { openai, glm, stepfun, qwen, 'doubao-duplex': doubao } = realtimeDialects;
const ids = { responseId: 'resp_001', itemId: 'msg_007' };

test("OpenAI's general release", () => {
  const parse = (event: object) => parseServerEvent(openai, JSON.stringify({ event_id: 'event_1', ...event }));
  const origin = { response_id: 'resp_001', item_id: 'msg_007', output_index: 0, content_index: 0 };
  expect(parse({ type: 'session.created', session: { id: 'sess_1', expires_at: 1_756_310_470 } })).toEqual([
    { type: 'session-created', expiresAtMs: 1_756_310_470_000 },
  ]);
  expect(parse({ type: 'response.output_audio.delta', ...origin, delta: 'Base64==' })).toEqual([
    { type: 'audio', ...ids, contentIndex: 0, base64: 'Base64==', rateHz: undefined },
  ]);
  expect(parse({ type: 'response.output_audio_transcript.delta', ...origin, delta: ' Hello' })).toEqual([
    { type: 'transcript', ...ids, text: ' Hello' },
  ]);
  expect(
    parse({
      type: 'response.function_call_arguments.done',
      ...origin,
      call_id: 'call_001',
      name: 'weather',
      arguments: '{"city": "San Francisco"}',
    }),
  ).toEqual([
    { type: 'tool-call', ...ids, callId: 'call_001', name: 'weather', arguments: '{"city": "San Francisco"}' },
  ]);
  expect(
    parse({
      type: 'response.done',
      response: { id: 'resp_001', status: 'cancelled', status_details: { type: 'cancelled', reason: 'turn_detected' } },
    }),
  ).toEqual([
    {
      type: 'response-done',
      responseId: 'resp_001',
      status: 'cancelled',
      reason: 'turn_detected',
      complaint: undefined,
    },
  ]);
  expect(
    parse({
      type: 'rate_limits.updated',
      rate_limits: [
        { name: 'requests', limit: 1000, remaining: 999, reset_seconds: 60 },
        { name: 'tokens', limit: 50000, remaining: 49950, reset_seconds: 60 },
      ],
    }),
  ).toMatchObject([
    { type: 'rate-limit', name: 'requests', remaining: 999, resetMs: 60_000 },
    { type: 'rate-limit', name: 'tokens' },
  ]);
  expect(
    parse({
      type: 'error',
      error: {
        type: 'invalid_request_error',
        code: 'invalid_event',
        message: "The 'type' field is missing.",
        event_id: 'e',
      },
    }),
  ).toMatchObject([{ type: 'error', complaint: { code: 'invalid_event', eventId: 'e' } }]);
  expect(parse({ type: 'response.content_part.added', ...origin })).toEqual([]);
});

test("the beta's names, and the examples of GLM's documentation", () => {
  const beta = '{"event_id":"e","type":"response.audio.delta","response_id":"r","item_id":"i","delta":"AAAA"}';
  for (const dialect of [stepfun, qwen, glm]) {
    expect(parseServerEvent(dialect, beta)).toMatchObject([{ type: 'audio', responseId: 'r', base64: 'AAAA' }]);
  }
  expect(parseServerEvent(openai, beta)).toEqual([]);
  const call =
    '{"event_id":"event598e94dcf9084afb89b4f093a5c1cd59","type":"response.function_call_arguments.done","client_timestamp":1737454330410,"response_id":"resp15b6021ce20c4d1094fffc0ec3e183c4","output_index":0,"arguments":"{\\"name\\": \\"张三\\"}"}';
  expect(parseServerEvent(glm, call)).toMatchObject([
    { type: 'tool-call', callId: undefined, name: undefined, arguments: '{"name": "张三"}' },
  ]);
  const begun =
    '{"event_id":"event45","type":"response.done","response":{"id":"respb8","object":"realtime.response","status":"in_progress"}}';
  expect(parseServerEvent(glm, begun)).toEqual([{ type: 'response-created', responseId: 'respb8' }]);
  expect(parseServerEvent(glm, '{"event_id":"event0b","type":"response.done"}')).toMatchObject([
    { type: 'response-done', status: 'completed' },
  ]);
  expect(parseServerEvent(glm, '{"type": "heartbeat"}')).toEqual([]);
});

test("Doubao's: no ids with the audio, several calls at once, speech marked by transcripts", () => {
  const parse = (event: object) => parseServerEvent(doubao, JSON.stringify(event));
  expect(parse({ type: 'response.output_audio.delta', delta: 'AAAA' })).toMatchObject([
    { type: 'audio', responseId: undefined, itemId: undefined },
  ]);
  expect(parse({ type: 'conversation.item.input_audio_transcription.started' })).toEqual([{ type: 'speech-started' }]);
  const completed = { type: 'conversation.item.input_audio_transcription.completed', text: '你好' };
  expect(parse(completed)).toMatchObject([{ type: 'heard', text: '你好', final: true }, { type: 'speech-stopped' }]);
  const items = ['a', 'b'].map((name) => ({ call_id: `call_${name}`, name, arguments: '{}' }));
  expect(parse({ type: 'response.function_call_arguments.done', items })).toMatchObject([
    { type: 'tool-call', callId: 'call_a', name: 'a' },
    { type: 'tool-call', callId: 'call_b', name: 'b' },
  ]);
  expect(parse({ type: 'response.canceled' })).toMatchObject([{ type: 'response-done', status: 'cancelled' }]);
});

test.each([
  ['no JSON', '{"type":'],
  ['no object', '[]'],
  ['no type', '{}'],
  ['audio without audio', '{"type":"response.output_audio.delta"}'],
  ['an end that is not known', '{"type":"response.done","response":{"status":"exploded"}}'],
  ['a text without end', JSON.stringify({ type: 'response.output_audio_transcript.delta', delta: 'x'.repeat(30_000) })],
])('%s is an error of the protocol', (_what, text) => {
  expect(() => parseServerEvent(openai, text)).toThrow(expect.objectContaining({ code: 'ENGINE_PROTOCOL' }));
});

test('whatever comes, it is events or an error of the protocol', () => {
  const names = [
    'session.created',
    'response.done',
    'response.output_item.added',
    'response.function_call_arguments.done',
    'response.output_audio.delta',
    'conversation.item.input_audio_transcription.completed',
    'rate_limits.updated',
    'error',
  ];
  const event = fc.record(
    {
      type: fc.oneof(fc.constantFrom(...names), fc.string()),
      response: fc.jsonValue(),
      item: fc.jsonValue(),
      items: fc.jsonValue(),
      error: fc.jsonValue(),
      delta: fc.jsonValue(),
      rate_limits: fc.jsonValue(),
      session: fc.jsonValue(),
    },
    { requiredKeys: ['type'] },
  );
  const text = fc.oneof(
    event.map((value) => JSON.stringify(value)),
    fc.json(),
    fc.string(),
  );
  fc.assert(
    fc.property(text, fc.constantFrom(...realtimeDialectNames), (given, name) => {
      try {
        expect(Array.isArray(parseServerEvent(realtimeDialects[name], given))).toBe(true);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(UndertoneError);
        expect((thrown as UndertoneError).code).toBe('ENGINE_PROTOCOL');
      }
    }),
  );
});
