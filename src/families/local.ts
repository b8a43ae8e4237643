import type { Engine } from '../agent/engine.js';
import { loadYaml } from '../config/yaml.js';
import { dialogueSchema } from '../engines/local/dialogue/dialogue-schema.js';
import { createLocalEngine } from '../engines/local/engine.js';
import type { ConfigOf, EngineMaterials } from './family.js';

export function localEngine(_name: string, { dialogue }: ConfigOf<'local'>, materials: EngineMaterials): Engine {
  const { config, clock, log, voice, recognisers } = materials;
  const loaded = loadYaml(dialogueSchema, config.resolve(dialogue));
  return createLocalEngine({ voice, recognisers, dialogue: loaded, clock, log });
}
