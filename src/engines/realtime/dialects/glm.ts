import type { RealtimeDialect } from '../dialect.js';
import { openaiBeta } from './openai-beta.js';

/**
 * GLM-Realtime (`MetaGLM/glm-realtime-sdk` GLM-Realtime-doc-for-llm.md). Each append is a WAV file of 16 kHz; PCM of
 * 24 kHz comes back, as the SDK's player has it. Items can be put in and never taken out, so there are no guesses and no
 * truncation. A heartbeat event comes every 30 s. A session.update that leaves `turn_detection` out sets it back, so each
 * says everything. Function calls come without an id.
 */
export const glm: RealtimeDialect = {
  ...openaiBeta,
  name: 'glm',
  url: 'wss://open.bigmodel.cn/api/paas/v4/realtime',
  model: 'session',
  languages: ['cmn', 'en'],
  session: {
    ...openaiBeta.session,
    fixed: {
      modalities: ['text', 'audio'],
      beta_fields: { chat_mode: 'audio', tts_source: 'e2e', auto_search: false },
    },
    partialUpdates: false,
  },
  audio: {
    ...openaiBeta.audio,
    inputRateHz: 16000,
    input: 'wav',
    output: 'pcm',
    wav: true,
    appendMs: 100,
    clears: false,
  },
  turns: { ...openaiBeta.turns, controller: { type: 'client_vad' } },
  tools: { ...openaiBeta.tools, shape: 'flat', callIds: false },
  health: { path: '/api/paas/v4/models', needsKey: false },
};
