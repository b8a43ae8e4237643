import type { LineCue } from '../../../core/line-cues.js';

/** What tells who is at the other end. Times are Clock.nowMs(). */
export type LineEvent =
  | { readonly type: 'answered'; readonly atMs: number }
  | { readonly type: 'line'; readonly cue: LineCue }
  /** A run of the caller's speech is over: from its onset to its last voiced sample. */
  | { readonly type: 'spoke'; readonly startedMs: number; readonly endedMs: number }
  /** The final transcript of a turn. */
  | { readonly type: 'transcript'; readonly atMs: number; readonly text: string }
  | { readonly type: 'bot-began'; readonly atMs: number }
  | { readonly type: 'bot-ended'; readonly atMs: number };

/** Why somebody is taken for what he is taken for: for the log, the CDR and the tests. */
export type Evidence =
  | 'cng-tone'
  | 'cng-tone-repeated'
  | 'answer-tone'
  | 'long-announcement'
  | 'beep-after-speech'
  | 'asks-for-message'
  | 'continuous-music'
  | 'same-words-again'
  | 'same-length-again'
  | 'constant-gaps'
  | 'keypad-menu'
  | 'back-channel'
  | 'conversation';
