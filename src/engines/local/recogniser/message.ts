import type { Language } from '../../../core/language.js';
import type { Heard } from './recogniser.js';

/** What the main process and a recogniser's child say to each other over the child's IPC pipe. */
export type RecogniserRequest =
  /** First message: what the child is to load, which only that child understands. */
  | { readonly type: 'load'; readonly model: unknown }
  | { readonly type: 'vocabulary'; readonly requestId: number; readonly phrases: readonly string[] }
  /** A turn begins (TurnOptions). */
  | {
      readonly type: 'start';
      readonly turn: number;
      readonly language: Language;
      readonly phrases: readonly string[] | undefined;
    }
  | { readonly type: 'audio'; readonly turn: number; readonly samples: Int16Array }
  /** Asks what was said so far; more audio may follow. */
  | { readonly type: 'hear'; readonly turn: number; readonly requestId: number }
  | { readonly type: 'end'; readonly turn: number };

export type RecogniserMessage =
  | { readonly type: 'ready' }
  /** It will never be ready. */
  | { readonly type: 'missing'; readonly reason: string }
  | { readonly type: 'unknown-words'; readonly requestId: number; readonly words: readonly string[] }
  /** The words of a turn so far. */
  | { readonly type: 'partial'; readonly turn: number; readonly text: string }
  | { readonly type: 'heard'; readonly requestId: number; readonly heard: Heard }
  | { readonly type: 'failed'; readonly requestId: number; readonly reason: string }
  /** How the child does, from time to time while it works. */
  | ({ readonly type: 'load-report' } & RecogniserLoad);

/** What a recogniser's process takes, since the report before. */
export interface RecogniserLoad {
  /** Resident memory of the process. */
  readonly memoryBytes: number;
  /** Answers to `hear`, and how long they took from the question, ms. */
  readonly answers: number;
  readonly answerMsP50: number;
  readonly answerMsP95: number;
  /** Share of the time in which the model was running. */
  readonly busy: number;
  /** Most questions that waited at a time. */
  readonly mostWaiting: number;
  /** Questions refused because too many waited. */
  readonly refused: number;
}
