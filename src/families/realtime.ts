import type { Engine } from '../agent/engine.js';
import { createRealtimeEngine } from '../engines/realtime/engine.js';
import type { ConfigOf, EngineMaterials } from './family.js';

export function realtimeEngine(
  _name: string,
  config: ConfigOf<'realtime'>,
  { clock, log, tap }: EngineMaterials,
): Engine {
  const { dialect, url, key, model, voice, turns, languages, proxy } = config;
  const { connect_ms: connectMs, first_ms: firstMs, idle_ms: idleMs, max_reply_ms: maxReplyMs } = config;
  return createRealtimeEngine({
    dialect,
    url,
    key: key?.reveal() ?? '',
    model,
    voice,
    transcriptionModel: config.transcription_model,
    turns,
    languages,
    concurrentSessions: config.concurrent_sessions,
    sessionLimitMs: config.session_limit_ms,
    limits: { connectMs, firstMs, idleMs, maxReplyMs },
    proxy,
    tap,
    clock,
    log,
  });
}
