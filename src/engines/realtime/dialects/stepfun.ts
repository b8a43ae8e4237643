import { betaEventNames, type RealtimeDialect } from '../dialect.js';

/**
 * StepFun's cloud (platform.stepfun.com/docs/api-reference/realtime/chat). OpenAI's beta without truncation: what was not
 * heard is deleted and what was heard put in again as text. With `step-audio-2-mini` the persona has to end with
 * 请使用默认女声与用户交流 or 默认男声. The results of tools are not documented there; they are sent as OpenAI's beta takes
 * them (seen in third-party clients only), and so are replies' own instructions kept out.
 */
export const stepfun: RealtimeDialect = {
  name: 'stepfun',
  url: 'wss://api.stepfun.com/v1/realtime',
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
    defaultVoice: 'qingchunshaonv',
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
    // Off unless set.
    controller: undefined,
    engine: {
      type: 'server_vad',
      prefix_padding_ms: 500,
      silence_duration_ms: 300,
      energy_awakeness_threshold: 2500,
    },
    repliesByItself: 'after-its-turns',
  },
  conversation: {
    history: 'items',
    assistantText: 'text',
    deletes: true,
    truncation: 'recreate',
    texts: true,
    responseInstructions: false,
    cancelsById: false,
  },
  tools: { shape: 'nested', callIds: true, result: 'function_call_output', goesOnByItself: false },
  transcription: { request: undefined, deltas: 'pieces', marksSpeech: false },
  eventNames: betaEventNames,
  health: { path: '/v1/models', needsKey: true },
};
