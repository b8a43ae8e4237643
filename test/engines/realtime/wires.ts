/**
 * The vendors' wires, from their documentation: OpenAI's openai-node `src/resources/realtime/realtime.ts`; StepFun's
 * api-reference/realtime/chat; `MetaGLM/glm-realtime-sdk` GLM-Realtime-doc-for-llm.md; Alibaba's Qwen-Omni-Realtime client
 * and server events; vLLM-Omni's `entrypoints/openai/realtime/connection.py`; Doubao's from third-party clients.
 */
import * as z from 'zod';
import type { Wire } from './wire.js';

const base64 = z.base64().min(4);
const text = z.string().min(1);
const itemId = z.string().min(1).max(32);

const event = (type: string, fields: z.ZodRawShape = {}) =>
  z.strictObject({ event_id: z.string().max(512), type: z.literal(type), ...fields });

const described = { name: text, description: z.string(), parameters: z.object({ type: z.literal('object') }) };
const flatTool = z.strictObject({ type: z.literal('function'), ...described });
const nestedTool = z.strictObject({ type: z.literal('function'), function: z.strictObject(described) });

const userMessage = z.strictObject({
  id: itemId,
  type: z.literal('message'),
  role: z.literal('user'),
  content: z.tuple([z.strictObject({ type: z.literal('input_text'), text })]),
});
const assistantMessage = (content: string) =>
  z.strictObject({
    id: itemId,
    type: z.literal('message'),
    role: z.literal('assistant'),
    content: z.tuple([z.strictObject({ type: z.literal(content), text })]),
  });
const functionCall = z.strictObject({
  id: itemId,
  type: z.literal('function_call'),
  call_id: text,
  name: text,
  arguments: text,
});
const functionOutput = z.strictObject({
  id: itemId,
  type: z.literal('function_call_output'),
  call_id: text,
  output: text,
});

const common = {
  'input_audio_buffer.append': event('input_audio_buffer.append', { audio: base64 }),
  'input_audio_buffer.commit': event('input_audio_buffer.commit'),
};
const clear = { 'input_audio_buffer.clear': event('input_audio_buffer.clear') };
const create = (item: z.ZodType) => ({
  'conversation.item.create': event('conversation.item.create', { item }),
});
const remove = { 'conversation.item.delete': event('conversation.item.delete', { item_id: itemId }) };
const respond = { 'response.create': event('response.create') };
const cancel = { 'response.cancel': event('response.cancel') };

const pcm24 = z.strictObject({ type: z.literal('audio/pcm'), rate: z.literal(24000) });
const gaVad = z.strictObject({
  type: z.literal('server_vad'),
  threshold: z.number(),
  prefix_padding_ms: z.int(),
  silence_duration_ms: z.int(),
  create_response: z.boolean(),
  interrupt_response: z.boolean(),
});

const gaSession = (format: z.ZodType, transcription: boolean, voice: boolean) =>
  z.union([
    z.strictObject({ type: z.literal('realtime'), instructions: z.string() }),
    z.strictObject({
      type: z.literal('realtime'),
      output_modalities: z.tuple([z.literal('audio')]),
      instructions: z.string(),
      tools: z.array(flatTool).min(1).optional(),
      audio: z.strictObject({
        input: z.strictObject({
          format: format,
          turn_detection: z.union([z.null(), gaVad]),
          ...(transcription ? { transcription: z.strictObject({ model: text }) } : {}),
        }),
        output: z.strictObject({ format: format, ...(voice ? { voice: text } : {}) }),
      }),
    }),
  ]);

const gaItems = z.union([userMessage, assistantMessage('output_text'), functionCall, functionOutput]);
const gaEvents = {
  ...common,
  ...clear,
  ...create(gaItems),
  ...remove,
  'conversation.item.truncate': event('conversation.item.truncate', {
    item_id: itemId,
    content_index: z.literal(0),
    audio_end_ms: z.int().min(0),
  }),
  'response.create': event('response.create', { response: z.strictObject({ instructions: text }).optional() }),
  'response.cancel': event('response.cancel', { response_id: text.optional() }),
};

export const openai: Wire = {
  path: '/v1/realtime',
  credentials: ['authorization', 'Bearer sk-realtime'],
  modelInQuery: true,
  greets: true,
  takes: {
    ...gaEvents,
    'session.update': event('session.update', {
      session: gaSession(
        z.union([
          pcm24,
          z.strictObject({ type: z.literal('audio/pcmu') }),
          z.strictObject({ type: z.literal('audio/pcma') }),
        ]),
        true,
        true,
      ),
    }),
  },
  input: { rateHz: 24000, wav: false },
  outputRateHz: 24000,
  audioEvent: 'response.output_audio.delta',
  transcriptEvent: 'response.output_audio_transcript.delta',
  namesItems: true,
  calls: 'named',
  transcribes: 'pieces',
  repliesByItself: false,
  marksByTranscripts: false,
  rateLimits: true,
};

export const vllmOmni: Wire = {
  ...openai,
  takes: { ...gaEvents, 'session.update': event('session.update', { session: gaSession(pcm24, false, false) }) },
  transcribes: 'no',
  rateLimits: false,
};

const beta = {
  greets: true,
  audioEvent: 'response.audio.delta',
  transcriptEvent: 'response.audio_transcript.delta',
  namesItems: true,
  outputRateHz: 24000,
  repliesByItself: true,
  marksByTranscripts: false,
  rateLimits: false,
} as const;

const textAndAudio = z.tuple([z.literal('text'), z.literal('audio')]);
const instructionsOnly = z.strictObject({ instructions: z.string() });

export const stepfun: Wire = {
  ...beta,
  path: '/v1/realtime',
  credentials: ['authorization', 'Bearer sk-realtime'],
  modelInQuery: true,
  takes: {
    ...common,
    ...clear,
    ...create(z.union([userMessage, assistantMessage('text'), functionCall, functionOutput])),
    ...remove,
    ...respond,
    ...cancel,
    'session.update': event('session.update', {
      session: z.union([
        instructionsOnly,
        z.strictObject({
          modalities: textAndAudio,
          instructions: z.string(),
          voice: text,
          input_audio_format: z.literal('pcm16'),
          output_audio_format: z.literal('pcm16'),
          tools: z.array(nestedTool).min(1).optional(),
          turn_detection: z
            .strictObject({
              type: z.literal('server_vad'),
              prefix_padding_ms: z.int(),
              silence_duration_ms: z.int(),
              energy_awakeness_threshold: z.int(),
            })
            .optional(),
        }),
      ]),
    }),
  },
  input: { rateHz: 24000, wav: false },
  calls: 'by-item',
  transcribes: 'complete',
};

export const glm: Wire = {
  ...beta,
  path: '/api/paas/v4/realtime',
  credentials: ['authorization', 'Bearer sk-realtime'],
  modelInQuery: false,
  takes: {
    ...common,
    ...create(z.union([userMessage, functionOutput.omit({ call_id: true })])),
    ...respond,
    ...cancel,
    'session.update': event('session.update', {
      session: z.strictObject({
        model: text,
        modalities: textAndAudio,
        instructions: z.string(),
        input_audio_format: z.literal('wav'),
        output_audio_format: z.literal('pcm'),
        // Always there: without it the session goes back to the client's turns.
        turn_detection: z.strictObject({ type: z.enum(['client_vad', 'server_vad']) }),
        beta_fields: z.strictObject({
          chat_mode: z.literal('audio'),
          tts_source: z.literal('e2e'),
          auto_search: z.boolean(),
        }),
        tools: z.array(flatTool).min(1).optional(),
      }),
    }),
  },
  input: { rateHz: 16000, wav: true },
  calls: 'without-id',
  transcribes: 'complete',
};

export const qwen: Wire = {
  ...beta,
  path: '/api-ws/v1/realtime',
  credentials: ['authorization', 'Bearer sk-realtime'],
  modelInQuery: true,
  takes: {
    ...common,
    ...clear,
    ...create(z.union([userMessage, functionOutput])),
    ...respond,
    ...cancel,
    'session.update': event('session.update', {
      session: z.union([
        instructionsOnly,
        z.strictObject({
          modalities: textAndAudio,
          instructions: z.string(),
          voice: text,
          input_audio_format: z.literal('pcm'),
          output_audio_format: z.literal('pcm'),
          input_audio_transcription: z.strictObject({ model: text }),
          tools: z.array(nestedTool).min(1).optional(),
          turn_detection: z.union([
            z.null(),
            z.strictObject({
              type: z.literal('server_vad'),
              threshold: z.number(),
              prefix_padding_ms: z.int(),
              silence_duration_ms: z.int().min(200).max(6000),
            }),
          ]),
        }),
      ]),
    }),
  },
  input: { rateHz: 16000, wav: false },
  calls: 'named',
  transcribes: 'complete',
};

const doubaoSession = z.strictObject({
  model: text,
  instructions: z.string(),
  tools: z.array(flatTool).min(1).optional(),
  audio: z.strictObject({
    input: z.strictObject({ format: z.strictObject({ type: z.literal('pcm'), rate: z.literal(16000) }) }),
    output: z.strictObject({
      format: z.strictObject({ type: z.literal('pcm_s16le'), rate: z.literal(24000) }),
      voice: text,
    }),
  }),
});

export const doubaoDuplex: Wire = {
  path: '/api/v3/duplex/realtime/dialogue',
  credentials: ['x-api-key', 'sk-realtime'],
  modelInQuery: false,
  greets: false,
  takes: {
    ...common,
    ...cancel,
    'session.create': event('session.create', {
      session: doubaoSession,
      extension: z.strictObject({ extra: z.strictObject({ enable_proactive_speak: z.literal(false) }) }),
    }),
    'session.update': event('session.update', { session: instructionsOnly }),
    'conversation.item.create': event('conversation.item.create', {
      items: z.tuple([
        z.strictObject({
          type: z.literal('message'),
          role: z.literal('tool'),
          call_id: text,
          content: z.tuple([z.strictObject({ type: z.literal('input_text'), text })]),
        }),
      ]),
    }),
  },
  input: { rateHz: 16000, wav: false },
  outputRateHz: 24000,
  audioEvent: 'response.output_audio.delta',
  transcriptEvent: 'response.output_text.delta',
  namesItems: false,
  calls: 'listed',
  transcribes: 'snapshots',
  repliesByItself: true,
  marksByTranscripts: true,
  rateLimits: false,
};
