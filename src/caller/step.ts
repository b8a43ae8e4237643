import type { Samples } from '../core/audio.js';
import { UndertoneError } from '../core/errors.js';
import type { Language } from '../core/language.js';

/** One step of a scripted call. Steps run one after the other, in the order they were written. */
export type Step =
  /** Speaks `text` through the injected voice. */
  | { readonly kind: 'say'; readonly text: string; readonly language: Language }
  /** Plays a WAV file of any rate and number of channels. */
  | { readonly kind: 'play'; readonly file: string }
  /** Plays samples that are already in memory. */
  | { readonly kind: 'audio'; readonly samples: Samples; readonly rateHz: number; readonly label?: string }
  /** Sends RFC 4733 events. */
  | { readonly kind: 'dtmf'; readonly digits: string }
  /** Until the bot has replied to what was said last (or has greeted) and is silent again. */
  | { readonly kind: 'wait-reply' }
  /** Until `afterMs` after the first audible packet of the bot's reply; the next step then talks over it. */
  | { readonly kind: 'barge-in-after'; readonly afterMs: number }
  | { readonly kind: 'wait'; readonly durationMs: number }
  | { readonly kind: 'hang-up' }
  /** Until the bot hangs up. */
  | { readonly kind: 'wait-bye' };

/** Longest script, and longest digits of one step. */
const maxSteps = 500;
const maxDigits = 64;

/** Refuses a script whose order makes no sense. @throws UndertoneError CLI_USAGE */
export function checkScript(script: readonly Step[]): void {
  if (script.length > maxSteps) throw usage(`a script has at most ${maxSteps} steps; this one has ${script.length}`);
  for (const [index, step] of script.entries()) {
    const next = script[index + 1];
    if (step.kind === 'dtmf') checkDigits(step.digits);
    if (step.kind === 'barge-in-after' && !isSpoken(next)) {
      throw usage('--barge-in-after must be followed by what to say: --say, --play or --dtmf');
    }
    if ((step.kind === 'hang-up' || step.kind === 'wait-bye') && next !== undefined) {
      throw usage(`nothing can follow --${step.kind}: the call is over`);
    }
  }
}

function checkDigits(digits: string): void {
  if (!/^[0-9A-D*#]+$/.test(digits)) {
    throw usage(`--dtmf takes the keys 0-9, *, # and A-D (RFC 4733 3.2); got "${digits}"`);
  }
  if (digits.length > maxDigits) throw usage(`--dtmf takes at most ${maxDigits} digits at a time`);
}

function isSpoken(step: Step | undefined): boolean {
  return step !== undefined && ['say', 'play', 'audio', 'dtmf'].includes(step.kind);
}

function usage(message: string): UndertoneError {
  return new UndertoneError('CLI_USAGE', message);
}
