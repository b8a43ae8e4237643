import type { Language } from '../../core/language.js';

/** What is known of the pauses of a language. */
export interface LanguagePauses {
  /** Share of the preset's silence that a turn needs on top of it. */
  readonly silenceShare: number;
  /** The voice dies away faster at an end than in a pause. */
  readonly clearSilences: boolean;
  /** Ends sound like those that the ending likelihood was fitted on. */
  readonly earlyGuesses: boolean;
}

/**
 * Fitted on English; in German recordings ends sound the same. In Cantonese conversation pauses are longer, the voice
 * dies away in them as at an end, and early guesses were thrown away. Mandarin was not measured.
 * docs/adr/0075-words-while-the-reply-comes.md.
 */
export const pausesOf: Readonly<Record<Language, LanguagePauses>> = {
  en: { silenceShare: 0, clearSilences: true, earlyGuesses: true },
  cmn: { silenceShare: 0, clearSilences: false, earlyGuesses: true },
  yue: { silenceShare: 0.28, clearSilences: false, earlyGuesses: false },
};
