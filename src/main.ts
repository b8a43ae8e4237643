/**
 * The command line: the only reader of argv and the environment, the only exit.
 * SIGINT and SIGTERM ask the command to end; a second one ends it.
 */
import { runCommand } from './cli/commands.js';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  });
}

process.exitCode = await runCommand(process.argv.slice(2), {
  out: (text) => void process.stdout.write(`${text}\n`),
  note: (text) => void process.stderr.write(`${text}\n`),
  stop: stop.signal,
  interactive: process.stdout.isTTY === true,
  environment: process.env,
});
