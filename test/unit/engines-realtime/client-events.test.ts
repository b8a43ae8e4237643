/** Events as the vendors' documentation has them, written down from there. */
import { expect, test } from 'vitest';
import { appendCoding } from '#src/engines/realtime/append-coding.js';
import {
  assistantTextEvent,
  callerTextEvent,
  cancelResponseEvent,
  createResponseEvent,
  toolResultEvent,
  truncateItemEvent,
} from '#src/engines/realtime/client-events.js';
import { type RealtimeDialectName, realtimeDialects } from '#src/engines/realtime/dialects.js';
import { configureEvent, instructionsEvent, type SessionConfig } from '#src/engines/realtime/session-config.js';

const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const config: SessionConfig = {
  model: 'm',
  voice: undefined,
  instructions: 'Be kind.',
  tools: [{ name: 'weather', description: 'Weather of a city', parameters, effect: 'read' }],
  turns: 'controller',
  codec: undefined,
  transcriptionModel: undefined,
};
const flatTool = { type: 'function', name: 'weather', description: 'Weather of a city', parameters };
const nestedTool = { type: 'function', function: { name: 'weather', description: 'Weather of a city', parameters } };

const sessions: Readonly<Record<RealtimeDialectName, object>> = {
  openai: {
    type: 'session.update',
    session: {
      type: 'realtime',
      output_modalities: ['audio'],
      instructions: 'Be kind.',
      tools: [flatTool],
      audio: {
        input: {
          format: { type: 'audio/pcm', rate: 24000 },
          turn_detection: null,
          transcription: { model: 'gpt-4o-mini-transcribe' },
        },
        output: { format: { type: 'audio/pcm', rate: 24000 }, voice: 'marin' },
      },
    },
  },
  'vllm-omni': {
    type: 'session.update',
    session: {
      type: 'realtime',
      output_modalities: ['audio'],
      instructions: 'Be kind.',
      tools: [flatTool],
      audio: {
        input: { format: { type: 'audio/pcm', rate: 24000 }, turn_detection: null },
        output: { format: { type: 'audio/pcm', rate: 24000 } },
      },
    },
  },
  stepfun: {
    type: 'session.update',
    session: {
      modalities: ['text', 'audio'],
      instructions: 'Be kind.',
      voice: 'qingchunshaonv',
      input_audio_format: 'pcm16',
      output_audio_format: 'pcm16',
      tools: [nestedTool],
    },
  },
  glm: {
    type: 'session.update',
    session: {
      model: 'm',
      modalities: ['text', 'audio'],
      instructions: 'Be kind.',
      input_audio_format: 'wav',
      output_audio_format: 'pcm',
      turn_detection: { type: 'client_vad' },
      beta_fields: { chat_mode: 'audio', tts_source: 'e2e', auto_search: false },
      tools: [flatTool],
    },
  },
  qwen: {
    type: 'session.update',
    session: {
      modalities: ['text', 'audio'],
      instructions: 'Be kind.',
      voice: 'Cherry',
      input_audio_format: 'pcm',
      output_audio_format: 'pcm',
      input_audio_transcription: { model: 'gummy-realtime-v1' },
      turn_detection: null,
      tools: [nestedTool],
    },
  },
  'doubao-duplex': {
    type: 'session.create',
    session: {
      model: 'm',
      instructions: 'Be kind.',
      tools: [flatTool],
      audio: {
        input: { format: { type: 'pcm', rate: 16000 } },
        output: { format: { type: 'pcm_s16le', rate: 24000 }, voice: 'zh_female_vv_jupiter_bigtts' },
      },
    },
    extension: { extra: { enable_proactive_speak: false } },
  },
};

test.each(Object.entries(sessions))('the session of %s', (name, event) => {
  expect(configureEvent(realtimeDialects[name as RealtimeDialectName], config)).toEqual(event);
});

test('what changes alone, where that is enough', () => {
  const { openai, qwen, glm } = realtimeDialects;
  expect(instructionsEvent(openai, config)).toEqual({
    type: 'session.update',
    session: { type: 'realtime', instructions: 'Be kind.' },
  });
  expect(instructionsEvent(qwen, config)).toEqual({ type: 'session.update', session: { instructions: 'Be kind.' } });
  expect(instructionsEvent(glm, config)).toEqual(configureEvent(glm, config));
});

test('G.711, a voice, and turns by the engine', () => {
  const event = configureEvent(realtimeDialects.openai, { ...config, codec: 'PCMA', voice: 'cedar', turns: 'engine' });
  expect(event).toMatchObject({
    session: {
      audio: {
        input: { format: { type: 'audio/pcma' }, turn_detection: { type: 'server_vad', create_response: false } },
        output: { format: { type: 'audio/pcma' }, voice: 'cedar' },
      },
    },
  });
});

test('items, responses, truncation', () => {
  const { openai, stepfun, glm, 'doubao-duplex': doubao } = realtimeDialects;
  expect(callerTextEvent('i1', 'Hi')).toEqual({
    type: 'conversation.item.create',
    item: { id: 'i1', type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] },
  });
  expect(assistantTextEvent(openai, 'i2', 'Hi')).toMatchObject({ item: { content: [{ type: 'output_text' }] } });
  expect(assistantTextEvent(stepfun, 'i2', 'Hi')).toMatchObject({ item: { content: [{ type: 'text' }] } });
  expect(truncateItemEvent('i3', 0, 1500.9)).toEqual({
    type: 'conversation.item.truncate',
    item_id: 'i3',
    content_index: 0,
    audio_end_ms: 1500,
  });
  expect(toolResultEvent(openai, 'i4', 'c1', '{}')).toMatchObject({
    item: { type: 'function_call_output', call_id: 'c1', output: '{}' },
  });
  expect(toolResultEvent(glm, 'i4', undefined, '{}')).toEqual({
    type: 'conversation.item.create',
    item: { id: 'i4', type: 'function_call_output', output: '{}' },
  });
  expect(toolResultEvent(doubao, 'i4', 'c1', '{}')).toEqual({
    type: 'conversation.item.create',
    items: [{ type: 'message', role: 'tool', call_id: 'c1', content: [{ type: 'input_text', text: '{}' }] }],
  });
  expect(cancelResponseEvent(openai, 'r1')).toEqual({ type: 'response.cancel', response_id: 'r1' });
  expect(cancelResponseEvent(stepfun, 'r1')).toEqual({ type: 'response.cancel' });
  expect(createResponseEvent()).toEqual({ type: 'response.create' });
});

test('audio: PCM little-endian, a WAV of 44 bytes and samples, payloads as they are', () => {
  const { openai, glm } = realtimeDialects;
  const samples = Int16Array.of(1, -2);
  expect(appendCoding(openai, undefined).encode([samples])).toBe(Buffer.of(1, 0, 0xfe, 0xff).toString('base64'));
  const wav = Buffer.from(appendCoding(glm, undefined).encode([samples, samples]), 'base64');
  // The header of the documentation's example: RIFF, WAVE, fmt, PCM, mono, 16 kHz, 32000 B/s, 2, 16 bits, data.
  const header = 'UklGRiwAAABXQVZFZm10IBAAAAABAAEAgD4AAAB9AAACABAAZGF0YQgAAAA=';
  expect(wav.subarray(0, 44).toString('base64')).toBe(header);
  expect(wav.subarray(44)).toEqual(Buffer.of(1, 0, 0xfe, 0xff, 1, 0, 0xfe, 0xff));
  const payload = Uint8Array.of(0xff, 0x7f);
  expect(appendCoding(openai, 'PCMU').encode([payload])).toBe(Buffer.from(payload).toString('base64'));
  expect(appendCoding(openai, 'PCMU').silence(2)).toEqual(Uint8Array.of(0xff, 0xff));
  expect(appendCoding(openai, 'PCMA').silence(2)).toEqual(Uint8Array.of(0xd5, 0xd5));
});
