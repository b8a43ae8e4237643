import type { RealtimeDialect } from '../dialect.js';

/**
 * Doubao's JSON duplex service. All of it is known from third-party clients only (such as
 * `cocoyes/zhizhi-agent-runtime` speech/doubao), none of it from the vendor's documentation. The engine takes the turns
 * and replies by itself; it tells by the transcripts when the caller speaks. It wants audio without a gap. `pcm` would be
 * 32-bit floats, `pcm_s16le` is ours. Audio events carry no ids. A text of the caller's cannot be answered.
 */
export const doubaoDuplex: RealtimeDialect = {
  name: 'doubao-duplex',
  url: 'wss://openspeech.bytedance.com/api/v3/duplex/realtime/dialogue',
  auth: { header: 'X-Api-Key', prefix: '' },
  model: 'session',
  languages: ['cmn', 'en'],
  session: {
    configure: 'session.create',
    configured: 'session-created',
    greets: false,
    layout: 'nested',
    fixed: {},
    beside: { extension: { extra: { enable_proactive_speak: false } } },
    partialUpdates: true,
    defaultVoice: 'zh_female_vv_jupiter_bigtts',
  },
  audio: {
    inputRateHz: 16000,
    outputRateHz: 24000,
    input: 'pcm',
    output: 'pcm_s16le',
    wav: false,
    appendMs: 20,
    clears: false,
    g711: {},
  },
  turns: {
    default: 'engine',
    modes: ['engine'],
    controller: undefined,
    engine: undefined,
    repliesByItself: 'always',
  },
  conversation: {
    history: 'instructions',
    assistantText: 'text',
    deletes: false,
    truncation: 'none',
    texts: false,
    responseInstructions: false,
    cancelsById: false,
  },
  tools: { shape: 'flat', callIds: true, result: 'tool-message', goesOnByItself: true },
  transcription: { request: undefined, deltas: 'snapshots', marksSpeech: true },
  eventNames: {
    'response.output_text.delta': 'response.output_audio_transcript.delta',
    'response.output_audio.started': 'response.created',
    'response.canceled': 'response.cancelled',
  },
  health: { path: '/', needsKey: false },
};
