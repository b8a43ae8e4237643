import { readFileSync } from 'node:fs';
import { parseEventLog, replay as replayLog } from '../agent/event-log.js';
import { UndertoneError } from '../core/errors.js';
import { readCommandLine } from './command-line.js';
import { replayLine, replaySummary } from './replay-text.js';
import type { Command } from './terminal.js';

const usage = `undertone replay <file> [--json]

Plays a conversation log (log.conversations) through the Controller again and prints every event with its time, the
transition it made and what was to be done. The log holds what was said: so does the output.
  --json            one JSON object an event, with the whole state
Exit status: 0 every event led to the state that was logged, 1 not every event did, or the log cannot be read.`;

export const replay: Command = async (argv, { out }) => {
  const { values, positionals } = readCommandLine(argv, { json: { type: 'boolean' } }, 1);
  if (values.help) {
    out(usage);
    return 0;
  }
  const [file] = positionals;
  if (file === undefined) throw new UndertoneError('CLI_USAGE', 'which log? e.g. undertone replay calls/one.ndjson');
  const log = parseEventLog(read(file));
  const steps = replayLog(log);
  const differs = steps.filter((step) => step.differs).length;
  if (values.json === true) for (const step of steps) out(JSON.stringify(step));
  else {
    out(`conversation ${log.callId}, ${log.startedAt}, in ${log.language}`);
    for (const [index, step] of steps.entries()) out(replayLine(step, steps[0]!.atMs, steps[index - 1]?.atMs));
    out(replaySummary(log, steps.length, differs));
  }
  return differs === 0 ? 0 : 1;
};

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    throw new UndertoneError('LOG_MALFORMED', `${file}: ${(thrown as Error).message}`, {}, { cause: thrown });
  }
}
