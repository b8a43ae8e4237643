import type { RealtimeDialect } from '../dialect.js';
import { openai } from './openai.js';

/**
 * The turn-based `/v1/realtime` of vLLM-Omni (`vllm_omni/entrypoints/openai/realtime/connection.py`, 2026): a subset of
 * OpenAI's general release. PCM of 24 kHz only, no transcripts of the caller, no limit that is enforced (it tells one of
 * 30 minutes, which is minded). Tools need `--enable-auto-tool-choice --tool-call-parser` at the server. Earlier versions
 * told `sample_rate_hz` with each audio event, which is believed.
 */
export const vllmOmni: RealtimeDialect = {
  ...openai,
  name: 'vllm-omni',
  url: 'ws://127.0.0.1:8000/v1/realtime',
  session: { ...openai.session, defaultVoice: undefined },
  audio: { ...openai.audio, g711: {} },
  transcription: { request: undefined, deltas: 'pieces', marksSpeech: false },
  sessionLimitMs: 30 * 60_000,
};
