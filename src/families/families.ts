/** How each family of engines is built from its configuration: a row a family. */
import type { Engine } from '../agent/engine.js';
import { cascadeEngine } from './cascade.js';
import { chatAudioEngine } from './chat-audio.js';
import { doubaoEngine } from './doubao.js';
import { duplexEngine } from './duplex.js';
import type { ConfigOf, EngineConfig, EngineFamily, EngineMaterials } from './family.js';
import { localEngine } from './local.js';
import { oneShotEngine } from './one-shot.js';
import { realtimeEngine } from './realtime.js';

const families: {
  readonly [F in EngineFamily]: (name: string, config: ConfigOf<F>, materials: EngineMaterials) => Engine;
} = {
  local: localEngine,
  'chat-audio': chatAudioEngine,
  realtime: realtimeEngine,
  cascade: cascadeEngine,
  duplex: duplexEngine,
  doubao: doubaoEngine,
  'one-shot': oneShotEngine,
};

/** @param name in the configuration. @throws UndertoneError of a file that the configuration names */
export function buildEngine(name: string, config: EngineConfig, materials: EngineMaterials): Engine {
  const build = families[config.family] as (name: string, config: EngineConfig, materials: EngineMaterials) => Engine;
  return build(name, config, materials);
}
