/** The speech engines of a configuration: each built once, shared by the bots that name it, and asked how it is. */
import type { Engine } from './agent/engine.js';
import { type EngineStatus, SharedEngine } from './agent/shared-engine.js';
import { localEngineName } from './config/bot-schema.js';
import type { Config } from './config/schema.js';
import type { TrafficRecorder } from './engines/wire/traffic-recorder.js';
import { buildEngine } from './families/families.js';
import type { EngineConfig, EngineMaterials } from './families/family.js';
import { recordingOf } from './families/recording.js';

export interface EngineParts {
  /** In the bot's order. */
  enginesOf(bot: Config['bots'][string]): readonly SharedEngine[];
  /** Asks every engine that a bot has how it is, now and from now on; resolves with the first answers. */
  watchEngines(): Promise<readonly EngineStatus[]>;
  close(): Promise<void>;
}

export function openEngines(materials: EngineMaterials): EngineParts {
  const { config, clock, log } = materials;
  const engines = new Map<string, SharedEngine>();
  const recordings: TrafficRecorder[] = [];
  const share = (key: string, name: string, open: () => Engine): SharedEngine => {
    const known = engines.get(key);
    if (known !== undefined) return known;
    const mostCalls = config.config.sip.max_calls;
    const shared = new SharedEngine({ engine: open(), name, clock, mostCalls, onChange: reportTo(log) });
    engines.set(key, shared);
    return shared;
  };
  const build = (name: string, engine: EngineConfig): Engine => {
    const recording = recordingOf(name, engine, materials);
    if (recording !== undefined) recordings.push(recording);
    return buildEngine(name, engine, { ...materials, tap: recording?.tap });
  };
  return {
    enginesOf: ({ engines: names, dialogue = '' }) =>
      names.map((name) => {
        // Bots with the same dialogue share the embedded engine.
        if (name === localEngineName) {
          const key = `${name} ${config.resolve(dialogue)}`;
          return share(key, name, () => build(name, { family: 'local', dialogue }));
        }
        return share(name, name, () => build(name, config.config.engines[name]!));
      }),
    watchEngines: async () => {
      const shared = [...engines.values()];
      await Promise.all(shared.map((engine) => engine.watch()));
      return shared.map(({ status }) => status);
    },
    close: async () => {
      await Promise.all([...engines.values()].map((engine) => engine.close()));
      await Promise.all(recordings.map((recording) => recording.close()));
    },
  };
}

/** The message of an error may hold what the engine answered; its code is enough. */
const reportTo =
  (log: EngineMaterials['log']) =>
  ({ name, state, error }: EngineStatus): void =>
    log[state === 'closed' ? 'info' : 'warn']({ engine: name, breaker: state, code: error?.code }, 'engine state');
