import type { Language } from '../../../core/language.js';
import type { ParalinguisticReading } from '../../../core/paralinguistics.js';

/** Rate of the caller's audio; a recogniser brings it to the rate of its model itself. */
export const recogniserRateHz = 8000;

/** Speech to text, in one process for all calls. */
export interface Recogniser {
  /** What it hears. One that has several hears whichever of them is spoken, and mixtures. */
  readonly languages: readonly Language[];
  /** It hears any words, not the phrases of a turn alone. */
  readonly freeWords: boolean;
  /** It tells how the caller sounded (Heard.reading). */
  readonly hasTags: boolean;
  /** Words of these phrases that the model can never hear. Rejects with ENGINE_FAILED. */
  unknownWords(phrases: readonly string[]): Promise<readonly string[]>;
  startTurn(options: TurnOptions): RecogniserTurn;
}

export interface TurnOptions {
  /** Of the conversation: of a recogniser that tells languages apart only a leaning. */
  readonly language: Language;
  /**
   * What may be said, in lower case words, Chinese ones without spaces. A recogniser without free words hears nothing else;
   * one with free words says how well each fits. Undefined: any words, which a recogniser of phrases understands less well.
   */
  readonly phrases?: readonly string[] | undefined;
  /** Told the words so far while the caller speaks, when they change; each text replaces the one before, none comes after end(). */
  readonly onPartial?: ((text: string) => void) | undefined;
}

export interface RecogniserTurn {
  /** Samples at recogniserRateHz. */
  push(samples: Int16Array): void;
  /** What was said so far; more may follow and it may be asked again. Rejects with ENGINE_FAILED or ENGINE_TIMEOUT. */
  hear(): Promise<Heard>;
  end(): void;
}

/** What was said in a turn. */
export interface Heard {
  /** Lower case words, Chinese ones without spaces; "" when nothing was understood. */
  readonly text: string;
  /** Of the text, 0 to 1: of phrases the lowest of a word, of free words the mean of a character's. */
  readonly confidence: number;
  /** Words that were spoken and are none of the phrases'; 0 where words are free. */
  readonly unknownWords: number;
  /** What it takes the language for, and the share of the probability that it gives it; absent where it hears one only. */
  readonly language?: { readonly value: Language; readonly confidence: number };
  /** The words are free: they were not held to the phrases. */
  readonly freeWords?: boolean;
  /** What else may have been said, best first, each with its probability against the text's (0 to 1). */
  readonly alternatives?: readonly HeardAlternative[];
  /** The turn's phrases that fit the sound best, best first, with the likelihood of a character against that of the free words (0 to 1). */
  readonly phrases?: readonly HeardAlternative[];
  /** How it was said. */
  readonly reading?: ParalinguisticReading;
}

export interface HeardAlternative {
  readonly text: string;
  readonly confidence: number;
}

export const nothingHeard: Heard = { text: '', confidence: 0, unknownWords: 0 };
