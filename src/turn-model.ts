/** The turn model that a configuration asks for. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TurnModel } from './agent/end-of-turn/turn-model.js';
import type { LoadedConfig } from './config/load.js';
import type { Clock } from './core/clock.js';
import { UndertoneError } from './core/errors.js';
import type { Log } from './core/log.js';
import type { MissingPart } from './engines/local/missing-part.js';
import { SmartTurnThread } from './media/ears/smart-turn/smart-turn-thread.js';
import { isPath, modelFolder } from './models/model-folder.js';
import { type ModelPlaces, modelPlaces } from './models/places.js';

/**
 * The ONNX file of `media.ears.turn_model`; undefined when none is named.
 * @throws UndertoneError CONFIG_BAD_REFERENCE, MODEL_MISSING, or what is wrong with the manifest
 */
export function turnModelFile(config: LoadedConfig, places: ModelPlaces = modelPlaces): string | undefined {
  const name = config.config.media.ears.turn_model;
  if (name === undefined) return undefined;
  if (!isPath(name)) return onlyOnnxFile(name, modelFolder(name, places));
  const file = config.resolve(name);
  if (existsSync(file)) return file;
  throw new UndertoneError('MODEL_MISSING', `there is no turn model at ${file}`);
}

function onlyOnnxFile(name: string, folder: string): string {
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.onnx')) : [];
  if (files.length === 1) return join(folder, files[0]!);
  const what = files.length === 0 ? 'has no .onnx file' : `has ${files.length} .onnx files, one is wanted`;
  throw new UndertoneError('MODEL_MISSING', `${folder} ${what}; undertone models pull ${name} fetches it`);
}

export interface StartedTurnModel {
  readonly model: TurnModel | undefined;
  readonly missing: readonly MissingPart[];
  close(): Promise<void>;
}

export interface TurnModelOptions {
  readonly config: LoadedConfig;
  readonly clock: Clock;
  readonly log: Log;
  readonly places?: ModelPlaces;
}

/** Never rejects: a model that is named and cannot be used is in `missing`. */
export async function startTurnModel({ config, clock, log, places }: TurnModelOptions): Promise<StartedTurnModel> {
  try {
    const file = turnModelFile(config, places);
    if (file === undefined) return { model: undefined, missing: [], close: async () => {} };
    const model = await SmartTurnThread.start({ file, clock, log });
    return { model, missing: [], close: () => model.close() };
  } catch (thrown) {
    const missing = { part: 'turn model', reason: (thrown as Error).message, languages: [] };
    return { model: undefined, missing: [missing], close: async () => {} };
  }
}
