import { betaEventNames, type RealtimeDialect } from '../dialect.js';

/**
 * GLM-Realtime (`MetaGLM/glm-realtime-sdk` GLM-Realtime-doc-for-llm.md). Each append is a WAV file of 16 kHz; PCM of
 * 24 kHz comes back, as the SDK's player has it. Items can be put in and never taken out, so there are no guesses and no
 * truncation. A heartbeat event comes every 30 s. A session.update that leaves `turn_detection` out sets it back, so each
 * says everything. Function calls come without an id.
 */
export const glm: RealtimeDialect = {
  name: 'glm',
  url: 'wss://open.bigmodel.cn/api/paas/v4/realtime',
  auth: { header: 'Authorization', prefix: 'Bearer ' },
  model: 'session',
  languages: ['cmn', 'en'],
  session: {
    configure: 'session.update',
    configured: 'session-updated',
    greets: true,
    layout: 'flat',
    fixed: {
      modalities: ['text', 'audio'],
      beta_fields: { chat_mode: 'audio', tts_source: 'e2e', auto_search: false },
    },
    beside: {},
    partialUpdates: false,
    defaultVoice: undefined,
  },
  audio: {
    inputRateHz: 16000,
    outputRateHz: 24000,
    input: 'wav',
    output: 'pcm',
    wav: true,
    appendMs: 100,
    clears: false,
    g711: {},
  },
  turns: {
    default: 'controller',
    modes: ['controller', 'engine'],
    controller: { type: 'client_vad' },
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
  tools: { shape: 'flat', callIds: false, result: 'function_call_output', goesOnByItself: false },
  transcription: { request: undefined, deltas: 'pieces', marksSpeech: false },
  eventNames: betaEventNames,
  health: { path: '/api/paas/v4/models', needsKey: false },
};
