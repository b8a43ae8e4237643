import type { SpeakingStyle } from '../../../agent/voice.js';
import type { Language } from '../../../core/language.js';

/** What a synthesiser's answer holds. */
export type SpeechFormat =
  /** 16-bit little-endian PCM without a header. */
  | { readonly type: 'pcm'; readonly rateHz: number }
  /** Its header says the rate. */
  | { readonly type: 'wav' }
  /** A WAV, or PCM of this rate where it does not begin like one. */
  | { readonly type: 'wav-or-pcm'; readonly rateHz: number };

export interface SpeechRequest {
  readonly path: string;
  readonly body:
    | { readonly type: 'json'; readonly value: Readonly<Record<string, unknown>> }
    | { readonly type: 'form'; readonly fields: Readonly<Record<string, string | Blob>> };
}

/** One synthesiser's wire, as data: what is asked of it, and what it answers. */
export interface SpeechDriver {
  readonly format: SpeechFormat;
  /** Asked with GET whether it is there. */
  readonly healthPath: string;
  request(text: string, language: Language, style: SpeakingStyle): SpeechRequest;
}
