import { type Logger, pino } from 'pino';
import { prettyFactory } from 'pino-pretty';

export type LogLevel = 'silent' | 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

export interface LogOptions {
  readonly level: LogLevel;
  /** Lines for a person at a terminal instead of JSON. */
  readonly pretty?: boolean;
  /** Where lines go; standard output by default. */
  readonly destination?: { write(line: string): void };
}

/** One JSON object a line; `time` is ISO 8601 UTC. */
export function createLog({ level, pretty = false, destination = process.stdout }: LogOptions): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, pretty ? readable(destination) : destination);
}

/** Formats in this thread: a line is seen when it happens. */
function readable(destination: { write(line: string): void }) {
  const format = prettyFactory({ colorize: true, singleLine: true, translateTime: 'SYS:HH:MM:ss.l' });
  return { write: (line: string) => destination.write(format(line)) };
}
