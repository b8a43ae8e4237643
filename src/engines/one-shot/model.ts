import type { EngineHealth } from '../../agent/engine.js';
import type { Samples } from '../../core/audio.js';
import type { Language } from '../../core/language.js';

/** Rate of the turns that are given to models. */
export const turnRateHz = 16_000;

/** All that a model is told; it remembers nothing. */
export interface OneShotTurn {
  readonly persona: string;
  readonly input:
    | { readonly type: 'speech'; readonly samples: Samples }
    /** Only for models that take text. */
    | { readonly type: 'text'; readonly text: string };
}

export type AnswerPart =
  | { readonly type: 'audio'; readonly samples: Samples; readonly rateHz: number }
  /** Spoken from `atMs` of the answer on; from the end of the audio so far where absent. */
  | { readonly type: 'text'; readonly text: string; readonly atMs?: number };

/** A model that answers one turn, behind its own wire. */
export interface OneShotModel {
  readonly name: string;
  /** That it answers in. */
  readonly languages: readonly Language[];
  readonly takesText: boolean;
  /**
   * Ends when the answer is complete.
   * @throws UndertoneError ENGINE_*; the signal's reason when it was aborted
   */
  answer(turn: OneShotTurn, signal: AbortSignal): AsyncIterable<AnswerPart>;
  probe(signal: AbortSignal): Promise<EngineHealth>;
}
