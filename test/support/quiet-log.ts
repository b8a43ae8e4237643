import { pino } from 'pino';

/** A logger that keeps what it is given, for tests that look at the log; `lines` are parsed JSON objects. */
export function capturedLog(level = 'debug') {
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level, base: null }, { write: (line: string) => lines.push(JSON.parse(line)) });
  return { log, lines };
}

export const quietLog = pino({ level: 'silent' });
