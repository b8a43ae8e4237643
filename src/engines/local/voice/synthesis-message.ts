import type { Language } from '../../../core/language.js';
import type { Prosody } from './prosody.js';

/** Rate of everything a local voice says; what a synthesiser makes at another rate it resamples itself. */
export const voiceRateHz = 16000;

export interface SynthesisRequest {
  readonly id: number;
  /** Already normalised for speech. */
  readonly text: string;
  readonly language: Language;
  readonly prosody: Prosody;
}

/** What a synthesiser answers, from a worker thread or a child. */
export type SynthesisMessage =
  | { readonly type: 'ready'; readonly languages: readonly Language[] }
  /** It cannot work here; it is not started again. */
  | { readonly type: 'missing'; readonly reason: string }
  /** Samples at voiceRateHz; none for a text without sound. */
  | { readonly type: 'speech'; readonly id: number; readonly samples?: Int16Array }
  | { readonly type: 'failed'; readonly id: number; readonly reason: string };
