/** What the main process and the recogniser's child say to each other over the child's IPC pipe. */

/** Rate of the caller's audio; the child makes the model's 16 kHz of it. */
export const recogniserRateHz = 8000;

export type RecogniserRequest =
  /** First message: where the library and the model are. */
  | { readonly type: 'load'; readonly libraryPath: string; readonly modelDirectory: string }
  | { readonly type: 'vocabulary'; readonly requestId: number; readonly phrases: readonly string[] }
  /** A turn begins; it is decoded against these phrases and digits of them, or against all words of the model. */
  | { readonly type: 'start'; readonly turn: number; readonly grammar: readonly string[] | undefined }
  | { readonly type: 'audio'; readonly turn: number; readonly samples: Int16Array }
  /** Asks what was said so far; more audio may follow. */
  | { readonly type: 'hear'; readonly turn: number; readonly requestId: number }
  | { readonly type: 'end'; readonly turn: number };

export interface Heard {
  /** Lower case words of the grammar, Chinese ones without spaces; "" when nothing was understood. */
  readonly text: string;
  /** Lowest confidence of a word, 0 to 1. */
  readonly confidence: number;
  /** Words that were spoken and are none of the grammar's. */
  readonly unknownWords: number;
}

export type RecogniserMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'missing'; readonly reason: string }
  | { readonly type: 'unknown-words'; readonly requestId: number; readonly words: readonly string[] }
  /** The words of a turn so far. */
  | { readonly type: 'partial'; readonly turn: number; readonly text: string }
  | { readonly type: 'heard'; readonly requestId: number; readonly heard: Heard }
  | { readonly type: 'failed'; readonly requestId: number; readonly reason: string };
