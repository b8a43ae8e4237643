import type { RealtimeDialect } from '../dialect.js';

/**
 * What the vendors kept of OpenAI's beta of 2024 (openai-node 4, src/resources/beta/realtime/realtime.ts): everything flat
 * in the session, other names for the events of audio. Whatever of the conversation a vendor does not promise is off.
 */
export const openaiBeta = {
  auth: { header: 'Authorization', prefix: 'Bearer ' },
  model: 'query',
  languages: ['yue', 'cmn', 'en'],
  session: {
    configure: 'session.update',
    configured: 'session-updated',
    greets: true,
    layout: 'flat',
    fixed: { modalities: ['text', 'audio'] },
    beside: {},
    partialUpdates: true,
    defaultVoice: undefined,
  },
  audio: {
    inputRateHz: 24000,
    outputRateHz: 24000,
    input: 'pcm16',
    output: 'pcm16',
    wav: false,
    appendMs: 60,
    clears: true,
    g711: {},
  },
  turns: {
    default: 'controller',
    modes: ['controller', 'engine'],
    controller: null,
    engine: { type: 'server_vad' },
    repliesByItself: 'after-its-turns',
  },
  conversation: {
    history: 'instructions',
    assistantText: 'text',
    deletes: false,
    truncation: 'none',
    texts: true,
    responseInstructions: false,
    cancelsById: false,
  },
  tools: { shape: 'nested', callIds: true, result: 'function_call_output', goesOnByItself: false },
  transcription: { request: undefined, deltas: 'pieces', marksSpeech: false },
  eventNames: {
    'response.audio.delta': 'response.output_audio.delta',
    'response.audio_transcript.delta': 'response.output_audio_transcript.delta',
  },
} satisfies Omit<RealtimeDialect, 'name' | 'url' | 'health'>;
