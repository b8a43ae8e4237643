import type { Samples } from '../core/audio.js';
import type { Language } from '../core/language.js';

/** How something is said. Engines map it to what they have: tags, instructions, rate and pitch. */
export interface SpeakingStyle {
  readonly mood?: 'neutral' | 'warm' | 'apologetic' | 'cheerful';
  readonly pace?: 'slow' | 'normal' | 'fast';
}

/** A run of text that starts at a known place of the audio, so that a cut reply can be cut in the text too. */
export interface SpokenChunk {
  readonly samples: Samples;
  /** Text whose audio starts with the first sample of this chunk; absent when the chunk continues the last text. */
  readonly text?: string;
}

/** A synthesiser for the phrases that need no engine. Implemented in src/engines. */
export interface Voice {
  readonly rateHz: number;
  readonly languages: readonly Language[];
  /**
   * Chunks in playing order, the first as soon as it is there. Text is normalised for speech by the voice.
   * Ends early, without an error, when `signal` is aborted.
   * @throws UndertoneError VOICE_MISSING when the language has no voice, ENGINE_FAILED when synthesis breaks.
   */
  speak(text: string, language: Language, style: SpeakingStyle, signal: AbortSignal): AsyncIterable<SpokenChunk>;
}
