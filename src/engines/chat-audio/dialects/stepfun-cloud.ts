import type { ChatAudioDialect } from '../dialect.js';
import { stepVoicePrompt } from './step-audio-2-vllm.js';

/**
 * StepFun's cloud (platform.stepfun.com/docs/zh/guide/audio_chat): `step-audio-2` and `-mini`, tools, a stream is PCM at
 * 24 kHz. That audio goes in as a data URL, and that it comes out in OpenAI's `delta.audio`, is unverified.
 */
export const stepfunCloud: ChatAudioDialect = {
  userRole: 'user',
  audioPart: (data) => ({ type: 'input_audio', input_audio: { data: `data:audio/wav;base64,${data}`, format: 'wav' } }),
  maxPartMs: 60_000,
  inputRateHz: 16_000,
  speechPrefill: undefined,
  speechFields: (voice = 'qingchunshaonv') => ({ modalities: ['text', 'audio'], audio: { voice, format: 'pcm' } }),
  textFields: { modalities: ['text'], temperature: 0, max_tokens: 512 },
  decoder: 'delta-audio',
  streaming: true,
  audioRateHz: 24_000,
  saidAs: 'text',
  voicePrompt: stepVoicePrompt,
  tools: true,
  reads: true,
  healthPath: undefined,
  languages: ['cmn', 'yue', 'en'],
};
