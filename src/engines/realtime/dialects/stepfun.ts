import type { RealtimeDialect } from '../dialect.js';
import { openaiBeta } from './openai-beta.js';

/**
 * StepFun's cloud (platform.stepfun.com/docs/api-reference/realtime/chat). OpenAI's beta without truncation: what was not
 * heard is deleted and what was heard put in again as text. With `step-audio-2-mini` the persona has to end with
 * 请使用默认女声与用户交流 or 默认男声. The results of tools are not documented there; they are sent as OpenAI's beta takes
 * them (seen in third-party clients only), and so are replies' own instructions kept out.
 */
export const stepfun: RealtimeDialect = {
  ...openaiBeta,
  name: 'stepfun',
  url: 'wss://api.stepfun.com/v1/realtime',
  session: { ...openaiBeta.session, defaultVoice: 'qingchunshaonv' },
  turns: {
    ...openaiBeta.turns,
    // Off unless set.
    controller: undefined,
    engine: {
      type: 'server_vad',
      prefix_padding_ms: 500,
      silence_duration_ms: 300,
      energy_awakeness_threshold: 2500,
    },
  },
  conversation: { ...openaiBeta.conversation, history: 'items', deletes: true, truncation: 'recreate' },
  health: { path: '/v1/models', needsKey: true },
};
