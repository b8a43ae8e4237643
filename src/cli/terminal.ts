/** What a command has of the outside world; src/main.ts is the only place that touches the process itself. */
export interface Terminal {
  /** The result, a line or more. */
  readonly out: (text: string) => void;
  /** Progress and complaints. */
  readonly note: (text: string) => void;
  /** A line of progress that the next one overwrites; '' removes it. Absent when no person reads the notes. */
  readonly rewrite?: ((line: string) => void) | undefined;
  /** Puts a question; resolves with the answer, '' when there is none. Absent when there is no person to ask. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
  /** Aborted when the person wants the command to end. */
  readonly stop: AbortSignal;
  /** A person reads standard output, not a program. */
  readonly interactive: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Exit status of a command: 0 done, 1 it did not work out, 2 the command line is wrong. */
export type Command = (argv: readonly string[], terminal: Terminal) => Promise<number>;
