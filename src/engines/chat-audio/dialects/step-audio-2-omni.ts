import type { ChatAudioDialect } from '../dialect.js';
import {
  continuation,
  speechPrefill,
  speechTokens,
  stepSampling,
  stepTextFields,
  stepVoicePrompt,
} from './step-audio-2-vllm.js';

/**
 * Step-Audio 2 mini on vLLM-Omni (vllm-project/vllm-omni, examples/online_serving/step_audio2): the server makes the audio.
 * Its tools and its turns after the first are not documented; tools are off until somebody has seen them work.
 */
export const stepAudio2Omni: ChatAudioDialect = {
  userRole: 'user',
  audioPart: (data) => ({ type: 'audio_url', audio_url: { url: `data:audio/wav;base64,${data}` } }),
  maxPartMs: 25_000,
  inputRateHz: 16_000,
  speechPrefill,
  speechFields: (_voice, maxMs) => ({ ...continuation, ...stepSampling, max_tokens: speechTokens(maxMs) }),
  textFields: { ...stepTextFields, modalities: ['text'] },
  decoder: 'modality',
  streaming: true,
  audioRateHz: 24_000,
  saidAs: 'text',
  voicePrompt: stepVoicePrompt,
  tools: false,
  reads: true,
  healthPath: '/health',
  languages: ['cmn', 'yue', 'en'],
};

/** The same server asked for the whole answer at once: what its example does by default. */
export const stepAudio2OmniWhole: ChatAudioDialect = { ...stepAudio2Omni, streaming: false };
