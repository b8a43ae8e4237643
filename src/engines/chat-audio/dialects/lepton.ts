import type { ChatAudioDialect } from '../dialect.js';

/**
 * Lepton's voice mode, as third-party code uses it (its own documentation is gone): audio content in, `choices[].audio` out,
 * a list of base64 pieces. WAV is asked for; that the server grants it is unverified.
 */
export const lepton: ChatAudioDialect = {
  userRole: 'user',
  audioPart: (data) => ({ type: 'audio', data }),
  maxPartMs: 60_000,
  inputRateHz: 16_000,
  speechPrefill: undefined,
  speechFields: (voice) => ({
    require_audio: true,
    tts_audio_format: 'wav',
    ...(voice === undefined ? {} : { tts_preset_id: voice }),
  }),
  textFields: { require_audio: false, temperature: 0, max_tokens: 512 },
  decoder: 'choices-audio',
  streaming: true,
  audioRateHz: 24_000,
  saidAs: 'text',
  voicePrompt: undefined,
  tools: false,
  reads: false,
  healthPath: undefined,
  languages: ['en', 'cmn'],
};
