import type { ChatAudioDialect } from './dialect.js';
import { lepton } from './dialects/lepton.js';
import { qwenOmni } from './dialects/qwen-omni.js';
import { stepAudio2Omni, stepAudio2OmniWhole } from './dialects/step-audio-2-omni.js';
import { stepAudio2Vllm } from './dialects/step-audio-2-vllm.js';
import { stepfunCloud } from './dialects/stepfun-cloud.js';

/** Servers of this family, by the names that a configuration uses (src/config/engines/chat-audio-schema.ts). */
export const chatAudioDialects = {
  'step-audio-2-vllm': stepAudio2Vllm,
  'step-audio-2-omni': stepAudio2Omni,
  'step-audio-2-omni-whole': stepAudio2OmniWhole,
  'stepfun-cloud': stepfunCloud,
  'qwen-omni': qwenOmni,
  lepton,
} as const satisfies Record<string, ChatAudioDialect>;

export type ChatAudioDialectName = keyof typeof chatAudioDialects;
