import type { ChatAudioDialect } from '../dialect.js';
import { audioTokensPerTextToken, tokensPerSecond } from '../token2wave/audio-tokens.js';

/** Text and audio tokens of a second of speech. */
const allTokensPerSecond = tokensPerSecond * (1 + 1 / audioTokensPerTextToken);

/** The model goes on with speech: StepFun's example for its vLLM fork. */
export const speechPrefill = '<tts_start>';
export const continuation = { continue_final_message: true, add_generation_prompt: false } as const;
/** Sampling of the model card of Step-Audio 2 mini. */
export const stepSampling = { temperature: 0.7, repetition_penalty: 1.05 } as const;
/** The voices that are men's: `male` for a server of one's own, and StepFun's name. */
const maleVoices = new Set(['male', 'wenrounansheng']);
/** The model has a voice for each sex, and is told which to take at the end of its instructions (StepFun's documentation). */
export const stepVoicePrompt = (voice: string | undefined): string =>
  voice !== undefined && maleVoices.has(voice) ? '请使用默认男声与用户交流。' : '请使用默认女声与用户交流。';
const transcriptTokens = 512;

export const stepTextFields = { add_generation_prompt: true, temperature: 0, max_tokens: transcriptTokens } as const;

/** Tokens that a reply of at most `maxMs` may have. */
export function speechTokens(maxMs: number): number {
  return Math.ceil((maxMs / 1000) * allTokensPerSecond);
}

/**
 * Step-Audio 2 mini on StepFun's vLLM fork (stepfun-ai/vllm, branch step-audio2-mini; read in November 2026). It answers in
 * tokens: a token decoder makes them audio. The encoder takes 25 s at a time.
 */
export const stepAudio2Vllm: ChatAudioDialect = {
  userRole: 'human',
  audioPart: (data) => ({ type: 'input_audio', input_audio: { data, format: 'wav' } }),
  maxPartMs: 25_000,
  inputRateHz: 16_000,
  speechPrefill,
  speechFields: (_voice, maxMs) => ({ ...continuation, ...stepSampling, max_tokens: speechTokens(maxMs) }),
  textFields: stepTextFields,
  decoder: 'tts-content',
  streaming: true,
  audioRateHz: 24_000,
  saidAs: 'tokens',
  voicePrompt: stepVoicePrompt,
  tools: true,
  reads: true,
  healthPath: '/health',
  languages: ['cmn', 'yue', 'en'],
};
