import type { Engine } from '../agent/engine.js';
import { createOneShotEngine } from '../engines/one-shot/engine.js';
import { createGlm4Voice } from '../engines/one-shot/glm-4-voice/glm-4-voice.js';
import { createHttpModel } from '../engines/one-shot/http-model.js';
import { ichigo } from '../engines/one-shot/ichigo.js';
import { miniOmni, miniOmni2 } from '../engines/one-shot/mini-omni.js';
import type { OneShotModel } from '../engines/one-shot/model.js';
import type { ConfigOf, EngineMaterials } from './family.js';
import { httpEndpoint } from './http-endpoint.js';

export function oneShotEngine(_name: string, config: ConfigOf<'one-shot'>, materials: EngineMaterials): Engine {
  return createOneShotEngine({ model: modelOf(config, materials), maxReplyMs: config.max_reply_ms });
}

function modelOf(config: ConfigOf<'one-shot'>, materials: EngineMaterials): OneShotModel {
  const endpoint = httpEndpoint(config, materials);
  switch (config.dialect) {
    case 'mini-omni':
    case 'mini-omni2': {
      const options = { streamStride: config.stream_stride, maxTokens: config.max_tokens };
      return createHttpModel(config.dialect === 'mini-omni' ? miniOmni(options) : miniOmni2(options), endpoint);
    }
    case 'ichigo':
      return createHttpModel(ichigo(config), endpoint);
    case 'glm-4-voice':
      return createGlm4Voice({
        ...endpoint,
        // The key is the model server's.
        sideProcess: { ...endpoint, key: undefined, url: config.side_process_url },
        temperature: config.temperature,
        topP: config.top_p,
        maxNewTokens: config.max_new_tokens,
      });
  }
}
