import type { RealtimeDialect } from '../dialect.js';

/**
 * OpenAI's Realtime API as generally released (`openai-node` src/resources/realtime/realtime.ts; guide "Realtime
 * conversations"): sessions of at most 60 minutes, G.711 in and out. Response cancellation, item deletion and truncation
 * are all there, so guesses leave no trace.
 */
export const openai: RealtimeDialect = {
  name: 'openai',
  url: 'wss://api.openai.com/v1/realtime',
  auth: { header: 'Authorization', prefix: 'Bearer ' },
  model: 'query',
  languages: ['yue', 'cmn', 'en'],
  session: {
    configure: 'session.update',
    configured: 'session-updated',
    greets: true,
    layout: 'nested',
    fixed: { type: 'realtime', output_modalities: ['audio'] },
    beside: {},
    partialUpdates: true,
    defaultVoice: 'marin',
  },
  audio: {
    inputRateHz: 24000,
    outputRateHz: 24000,
    input: 'audio/pcm',
    output: 'audio/pcm',
    wav: false,
    appendMs: 60,
    clears: true,
    g711: { PCMU: 'audio/pcmu', PCMA: 'audio/pcma' },
  },
  turns: {
    default: 'controller',
    modes: ['controller', 'engine'],
    controller: null,
    engine: {
      type: 'server_vad',
      threshold: 0.5,
      prefix_padding_ms: 300,
      silence_duration_ms: 500,
      create_response: false,
      interrupt_response: false,
    },
    repliesByItself: 'never',
  },
  conversation: {
    history: 'items',
    assistantText: 'output_text',
    deletes: true,
    truncation: 'truncate',
    texts: true,
    responseInstructions: true,
    cancelsById: true,
  },
  tools: { shape: 'flat', callIds: true, result: 'function_call_output', goesOnByItself: false },
  transcription: {
    request: (model = 'gpt-4o-mini-transcribe') => ({ model }),
    deltas: 'pieces',
    marksSpeech: false,
  },
  eventNames: {},
  sessionLimitMs: 60 * 60_000,
  health: { path: '/v1/models', needsKey: true },
};
