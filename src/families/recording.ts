import { TrafficRecorder } from '../engines/wire/traffic-recorder.js';
import type { EngineConfig, EngineMaterials } from './family.js';

/**
 * What records the traffic of an engine whose configuration asks for it, in every family with a wire.
 * @throws UndertoneError LOG_FOLDER
 */
export function recordingOf(
  engine: string,
  config: EngineConfig,
  { config: loaded, clock, log }: EngineMaterials,
): TrafficRecorder | undefined {
  if (config.family === 'local' || config.record === undefined) return undefined;
  return new TrafficRecorder({ folder: loaded.resolve(config.record), engine, clock, log });
}
