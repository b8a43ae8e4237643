/** How long a bot waits for a caller: the yaml knob, one row a value. Times in milliseconds. docs/adr/0070-end-of-turn.md. */
export const patienceNames = ['eager', 'balanced', 'patient'] as const;
export type PatienceName = (typeof patienceNames)[number];

export interface Patience {
  /** Silence that ends a turn when no other cue speaks for or against it. */
  readonly silenceMs: number;
  readonly leastSilenceMs: number;
  readonly mostSilenceMs: number;
  /** Lingering voice up to which a silence is a clear one, in which the bot may say that it listens; 0 for never. */
  readonly clearVoice: number;
  /** Silence allowed between the digits of a number that is not complete; a digit too soft to be heard may be in it. */
  readonly digitGapMs: number;
  /** Ending likelihood from which a guess is started before the caller has stopped; less is enough where the answer's length is known. */
  readonly guessLikelihood: number;
  /** Silence at which a guess is started in any case. */
  readonly guessSilenceMs: number;
  /** Guesses a turn started before the caller has stopped, and all together. */
  readonly earlyGuesses: number;
  readonly guesses: number;
}

export const patiences: Readonly<Record<PatienceName, Patience>> = {
  eager: {
    silenceMs: 260,
    leastSilenceMs: 160,
    mostSilenceMs: 1200,
    clearVoice: 0,
    digitGapMs: 1200,
    guessLikelihood: 0.5,
    guessSilenceMs: 64,
    earlyGuesses: 3,
    guesses: 5,
  },
  balanced: {
    silenceMs: 400,
    leastSilenceMs: 220,
    mostSilenceMs: 2400,
    clearVoice: 0.45,
    digitGapMs: 2200,
    guessLikelihood: 0.5,
    guessSilenceMs: 96,
    earlyGuesses: 3,
    guesses: 6,
  },
  patient: {
    silenceMs: 700,
    leastSilenceMs: 500,
    mostSilenceMs: 2500,
    clearVoice: 0,
    digitGapMs: 2500,
    guessLikelihood: 0.8,
    guessSilenceMs: 160,
    earlyGuesses: 2,
    guesses: 4,
  },
};
