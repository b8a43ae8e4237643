import type { ChatAudioDialect } from '../dialect.js';

/**
 * Qwen-Omni in Alibaba Cloud's OpenAI-compatible mode (help.aliyun.com/zh/model-studio, "Qwen-Omni"): streaming only, audio
 * in as a data URL, out as PCM16 at 24 kHz although the format is called wav. Qwen2.5-Omni wants no system message where it
 * speaks; this is for its successors. Which voices there are depends on the model.
 */
export const qwenOmni: ChatAudioDialect = {
  userRole: 'user',
  audioPart: (data) => ({ type: 'input_audio', input_audio: { data: `data:;base64,${data}`, format: 'wav' } }),
  maxPartMs: 60_000,
  inputRateHz: 16_000,
  speechPrefill: undefined,
  speechFields: (voice = 'Cherry') => ({ modalities: ['text', 'audio'], audio: { voice, format: 'wav' } }),
  textFields: { modalities: ['text'], temperature: 0, max_tokens: 512 },
  decoder: 'delta-audio',
  streaming: true,
  audioRateHz: 24_000,
  saidAs: 'text',
  voicePrompt: undefined,
  tools: true,
  reads: true,
  healthPath: undefined,
  languages: ['cmn', 'yue', 'en'],
};
