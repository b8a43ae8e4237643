import type { Said } from './line.js';

/** What happened, while it happens; `atMs` counts from the INVITE. The figures are in the report, not here. */
export type LegEvent =
  | { readonly type: 'calling'; readonly atMs: number }
  | { readonly type: 'provisional'; readonly status: number; readonly atMs: number }
  | { readonly type: 'answered'; readonly atMs: number }
  /** The caller begins to speak or to press keys. */
  | { readonly type: 'saying'; readonly said: Said; readonly atMs: number }
  /** The bot became audible after a pause. */
  | { readonly type: 'bot-audible'; readonly atMs: number }
  /** The bot sent a key. */
  | { readonly type: 'bot-dtmf'; readonly digit: string; readonly atMs: number }
  | { readonly type: 'ended'; readonly by: 'caller' | 'bot'; readonly reason: string; readonly atMs: number };
