import type { Engine } from '../agent/engine.js';
import { createDuplexEngine } from '../engines/duplex/engine.js';
import type { ConfigOf, EngineMaterials } from './family.js';

export function duplexEngine(name: string, config: ConfigOf<'duplex'>, { clock, log, tap }: EngineMaterials): Engine {
  const { dialect, url, key, assistant_id: assistantId, encoding, languages, sessions, proxy } = config;
  const { connect_ms: connectMs, idle_ms: idleMs } = config;
  return createDuplexEngine({
    name,
    dialect,
    url,
    key: key?.reveal(),
    assistantId,
    encoding,
    languages,
    sessions,
    connectMs,
    idleMs,
    proxy,
    tap,
    clock,
    log,
  });
}
