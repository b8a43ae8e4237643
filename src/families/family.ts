import type { Voice } from '../agent/voice.js';
import type { LoadedConfig } from '../config/load.js';
import type { Config } from '../config/schema.js';
import type { Clock } from '../core/clock.js';
import type { Language } from '../core/language.js';
import type { Log } from '../core/log.js';
import type { Recogniser } from '../engines/local/recogniser/recogniser.js';
import type { WireTap } from '../engines/wire/wire-tap.js';

/** What engines are built of besides their own configuration. */
export interface EngineMaterials {
  readonly config: LoadedConfig;
  readonly clock: Clock;
  readonly log: Log;
  /** The embedded voice. */
  readonly voice: Voice;
  /** The embedded recognisers that are there. */
  readonly recognisers: ReadonlyMap<Language, Recogniser>;
  /** Told what crosses the wire of the engine, when it is recorded. */
  readonly tap?: WireTap | undefined;
}

export type EngineConfig = Config['engines'][string];
export type EngineFamily = EngineConfig['family'];
export type ConfigOf<F extends EngineFamily> = Extract<EngineConfig, { family: F }>;
