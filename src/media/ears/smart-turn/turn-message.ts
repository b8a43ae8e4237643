/** What crosses between the main thread and the turn model's thread. */
import type { Samples } from '../../../core/audio.js';

/** Given to the thread at its start. */
export interface TurnThreadBirth {
  readonly file: string;
  /** Memory of the thread's BatchGate. */
  readonly gate: SharedArrayBuffer;
}

export type ToTurnThread =
  /** Answered by `judged`. One at a time. */
  { readonly type: 'judge'; readonly turn: Samples; readonly rateHz: number } | { readonly type: 'stop' };

export type FromTurnThread =
  | { readonly type: 'ready' }
  /** The model cannot be used; `code` is that of an UndertoneError. The thread ends. */
  | { readonly type: 'unusable'; readonly code: 'MODEL_MISSING' | 'MODEL_MISMATCH'; readonly message: string }
  /** undefined: this turn could not be judged. */
  | { readonly type: 'judged'; readonly finished: number | undefined };
