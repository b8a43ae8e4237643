import type { Engine } from '../agent/engine.js';
import { createChatAudioEngine } from '../engines/chat-audio/engine.js';
import type { ConfigOf, EngineMaterials } from './family.js';

export function chatAudioEngine(name: string, config: ConfigOf<'chat-audio'>, materials: EngineMaterials): Engine {
  const { dialect, url, key, model, voice, languages, parameters, proxy, token_decoder: decoder } = config;
  const { connect_ms: connectMs, first_audio_ms: firstAudioMs, idle_ms: idleMs, max_reply_ms: maxReplyMs } = config;
  return createChatAudioEngine({
    name,
    dialect,
    url,
    key: key?.reveal(),
    model,
    voice,
    languages,
    tokenDecoder: decoder && {
      url: decoder.url,
      key: decoder.key?.reveal(),
      model: decoder.model,
      voiceFile: materials.config.resolve(decoder.voice_file),
    },
    parameters,
    limits: { connectMs, firstAudioMs, idleMs, maxReplyMs },
    concurrentSessions: config.concurrent_sessions,
    audioTurns: config.audio_turns,
    transcribes: config.transcribes,
    readsVoice: config.reads_voice,
    sideRequests: config.side_requests,
    proxy,
    tap: materials.tap,
    clock: materials.clock,
    log: materials.log,
  });
}
