import type { RealtimeDialect } from './dialect.js';
import { doubaoDuplex } from './dialects/doubao-duplex.js';
import { glm } from './dialects/glm.js';
import { openai } from './dialects/openai.js';
import { qwen } from './dialects/qwen.js';
import { stepfun } from './dialects/stepfun.js';
import { vllmOmni } from './dialects/vllm-omni.js';

export const realtimeDialectNames = ['openai', 'stepfun', 'glm', 'qwen', 'doubao-duplex', 'vllm-omni'] as const;
export type RealtimeDialectName = (typeof realtimeDialectNames)[number];

export const realtimeDialects: Readonly<Record<RealtimeDialectName, RealtimeDialect>> = {
  openai,
  stepfun,
  glm,
  qwen,
  'doubao-duplex': doubaoDuplex,
  'vllm-omni': vllmOmni,
};
