import type { SpeakingStyle } from '../../../agent/voice.js';
import type { Language } from '../../../core/language.js';

/** What the dialogue waits for. */
export type Waiting =
  | { readonly for: 'request' }
  | {
      readonly for: 'slot';
      readonly slot: string;
      /** Of a number: what was said of it so far, of which the last so many digits came last; the end of it that was keyed. */
      readonly digits?: string;
      readonly last?: number;
      readonly keyed?: string;
    }
  /** Whether spoken digits were understood right; the read-backs of it that were denied, the end of it that was keyed. */
  | {
      readonly for: 'slot-check';
      readonly slot: string;
      readonly digits: string;
      readonly denials?: number;
      readonly keyed?: string;
    }
  /** What is wrong with digits that were denied: which part; what instead of `part`; or which `was` should be `now`. */
  | {
      readonly for: 'slot-fix';
      readonly slot: string;
      readonly digits: string;
      readonly denials: number;
      readonly part?: { readonly start: number; readonly count: number };
      readonly swap?: { readonly was: string; readonly now: string };
    }
  /** Whether a request that was heard less well was meant; `text` is what was understood. */
  | { readonly for: 'intent-check'; readonly intent: string; readonly text: string }
  /** Yes or no to the task's current step. */
  | { readonly for: 'consent' }
  | { readonly for: 'tool' };

/** Digits, `YYYY-MM`, or the fields of the option that was chosen. */
export type SlotValue = string | Readonly<Record<string, unknown>>;

export interface Say {
  readonly type: 'say';
  readonly text: string;
  readonly language: Language;
  readonly style: SpeakingStyle;
  /** To be heard to its end. */
  readonly uninterruptible: boolean;
}

export interface Call {
  readonly type: 'call';
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** What is to be done, in order; a call is the last of a step and its result the next input. */
export type Action = Say | Call;

/** Everything the dialogue remembers of a call. Plain data, never changed in place. */
export interface DialogueState {
  readonly language: Language;
  readonly slots: Readonly<Record<string, SlotValue>>;
  readonly results: Readonly<Record<string, unknown>>;
  readonly task: { readonly name: string; readonly step: number } | undefined;
  readonly waiting: Waiting;
  /** The last request that was understood from speech, and its words; the keypad has none. */
  readonly request: { readonly intent: string; readonly text: string; readonly freeWords?: boolean } | undefined;
  /** Inputs in a row that made no sense. */
  readonly misses: number;
  /** Times the current task was started over because of a wrong slot. */
  readonly restarts: number;
  /** The caller is upset: nothing is offered, and said in short where there is a short way. */
  readonly toThePoint: boolean;
  /** The last input came by keypad, so the keys are worth saying. */
  readonly byKeypad: boolean;
  readonly lastSaid: readonly Say[];
}

export function initialState(language: Language): DialogueState {
  return {
    language,
    slots: {},
    results: {},
    task: undefined,
    request: undefined,
    waiting: { for: 'request' },
    misses: 0,
    restarts: 0,
    toThePoint: false,
    byKeypad: false,
    lastSaid: [],
  };
}

export interface Turn {
  readonly state: DialogueState;
  readonly actions: readonly Action[];
}
