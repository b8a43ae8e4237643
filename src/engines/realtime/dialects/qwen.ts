import type { RealtimeDialect } from '../dialect.js';
import { openaiBeta } from './openai-beta.js';

/**
 * Qwen-Omni-Realtime (Alibaba Cloud Model Studio, "Client events" and "Server events"; the dashscope SDK's
 * qwen_omni/omni_realtime.py). 16 kHz in, 24 kHz out; sessions of at most 30 minutes. Neither deletion nor truncation of
 * items is documented. Tools, nested, with the 3.5 models; that a text item of the caller's is answered is not verified.
 */
export const qwen: RealtimeDialect = {
  ...openaiBeta,
  name: 'qwen',
  url: 'wss://dashscope.aliyuncs.com/api-ws/v1/realtime',
  session: { ...openaiBeta.session, defaultVoice: 'Cherry' },
  audio: { ...openaiBeta.audio, inputRateHz: 16000, input: 'pcm', output: 'pcm' },
  turns: {
    ...openaiBeta.turns,
    engine: { type: 'server_vad', threshold: 0.5, prefix_padding_ms: 300, silence_duration_ms: 500 },
  },
  transcription: { ...openaiBeta.transcription, request: (model = 'gummy-realtime-v1') => ({ model }) },
  sessionLimitMs: 30 * 60_000,
  health: { path: '/compatible-mode/v1/models', needsKey: false },
};
