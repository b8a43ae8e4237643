import type { Engine } from '../agent/engine.js';
import { createDoubaoEngine } from '../engines/doubao/engine.js';
import type { ConfigOf, EngineMaterials } from './family.js';

export function doubaoEngine(name: string, config: ConfigOf<'doubao'>, { clock, log, tap }: EngineMaterials): Engine {
  const { url, app_id: appId, access_key, languages, connect_ms: connectMs, gzip, proxy } = config;
  const { model, speaker, bot_name: botName, encoding, end_of_speech_ms: endOfSpeechMs } = config;
  const { first_audio_ms: firstAudioMs, idle_ms: idleMs, max_reply_ms: maxReplyMs } = config;
  return createDoubaoEngine({
    name,
    url,
    appId,
    accessKey: access_key.reveal(),
    voice: { model, speaker, botName, encoding, endOfSpeechMs },
    languages,
    connectMs,
    limits: { firstAudioMs, idleMs, maxReplyMs },
    gzip,
    proxy,
    tap,
    clock,
    log,
  });
}
