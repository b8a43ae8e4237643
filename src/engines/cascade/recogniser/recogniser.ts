import type { EngineCapabilities, EngineHealth } from '../../../agent/engine.js';
import type { Samples } from '../../../core/audio.js';
import type { Language } from '../../../core/language.js';
import type { ParalinguisticReading } from '../../../core/paralinguistics.js';

export interface HeardSpeech {
  /** "" when nothing was understood. */
  readonly text: string;
  /** Absent where the recogniser does not tell. */
  readonly language?: Language;
  /** 0 to 1; absent where the recogniser does not tell. */
  readonly confidence?: number;
  /** How it was said, or what was heard in place of words; absent where the recogniser does not tell. */
  readonly reading?: ParalinguisticReading;
}

/** The part of a cascade that hears: a caller's turn in, its words out. */
export interface CascadeRecogniser {
  readonly languages: readonly Language[];
  /** Rate of the samples that turns take. */
  readonly rateHz: number;
  /** Whether a turn may be asked for while its last word is still being finished (EngineCapabilities.earlyGuesses). */
  readonly earlyGuesses: boolean;
  /** `tags` where what is heard may have a `reading`. */
  readonly paralinguistics: EngineCapabilities['paralinguistics'];
  /** @param onPartial told the words so far while the caller speaks, where the recogniser can; each text replaces the last */
  startTurn(language: Language, onPartial: (text: string) => void): CascadeTurn;
  probe(signal: AbortSignal): Promise<EngineHealth>;
}

export interface CascadeTurn {
  push(samples: Samples): void;
  /**
   * What was said so far; more may follow and it may be asked again, at the same time too.
   * @param onPartial told the beginning of the answer while it is made; each text replaces the last
   * @throws UndertoneError ENGINE_*; the signal's reason when it was aborted
   */
  hear(signal: AbortSignal, onPartial: (text: string) => void): Promise<HeardSpeech>;
  /** The turn is over. What was asked before is still answered; nothing more is told of it. */
  end(): void;
}
