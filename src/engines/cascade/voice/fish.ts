import type { SpeechDriver } from './speech-driver.js';

export interface FishOptions {
  /** A voice that the server has (`/v1/references/list`); its own when absent. */
  readonly referenceId?: string;
  /** Rate of its decoder; 44.1 kHz for the models so far. */
  readonly rateHz?: number;
}

/**
 * Fish Speech's own server (fishaudio/fish-speech, tools/server): `POST /v1/tts`. Streaming is asked for as `wav`, the only
 * format it streams, but its head drops the header and sends bare PCM (inference_async passes `bytes` only, and the
 * header is none): both are taken. The licence of its models is for research.
 */
export function fish({ referenceId, rateHz = 44_100 }: FishOptions): SpeechDriver {
  return {
    format: { type: 'wav-or-pcm', rateHz },
    healthPath: '/v1/health',
    request(text) {
      const value = { text, format: 'wav', streaming: true, normalize: true };
      return {
        path: '/v1/tts',
        body: { type: 'json', value: referenceId === undefined ? value : { ...value, reference_id: referenceId } },
      };
    },
  };
}
