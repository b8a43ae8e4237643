import { betaEventNames, type RealtimeDialect } from '../dialect.js';

/**
 * Qwen-Omni-Realtime (Alibaba Cloud Model Studio, "Client events" and "Server events"; the dashscope SDK's
 * qwen_omni/omni_realtime.py). 16 kHz in, 24 kHz out; sessions of at most 30 minutes. Neither deletion nor truncation of
 * items is documented. Tools, nested, with the 3.5 models; that a text item of the caller's is answered is not verified.
 */
export const qwen: RealtimeDialect = {
  name: 'qwen',
  url: 'wss://dashscope.aliyuncs.com/api-ws/v1/realtime',
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
    defaultVoice: 'Cherry',
  },
  audio: {
    inputRateHz: 16000,
    outputRateHz: 24000,
    input: 'pcm',
    output: 'pcm',
    wav: false,
    appendMs: 60,
    clears: true,
    g711: {},
  },
  turns: {
    default: 'controller',
    modes: ['controller', 'engine'],
    controller: null,
    engine: { type: 'server_vad', threshold: 0.5, prefix_padding_ms: 300, silence_duration_ms: 500 },
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
  transcription: {
    request: (model = 'gummy-realtime-v1') => ({ model }),
    deltas: 'pieces',
    marksSpeech: false,
  },
  eventNames: betaEventNames,
  sessionLimitMs: 30 * 60_000,
  health: { path: '/compatible-mode/v1/models', needsKey: false },
};
