/**
 * The command line: the only reader of argv, the environment and standard input, the only exit.
 * SIGINT and SIGTERM ask the command to end; a second one ends it.
 */
import { createInterface } from 'node:readline';
import { runCommand } from './cli/commands.js';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  });
}

const isNoteRead = process.stderr.isTTY === true;

process.exitCode = await runCommand(process.argv.slice(2), {
  out: (text) => void process.stdout.write(`${text}\n`),
  note: (text) => void process.stderr.write(`${text}\n`),
  rewrite: isNoteRead ? rewrite : undefined,
  ask: isNoteRead && process.stdin.isTTY === true ? ask : undefined,
  stop: stop.signal,
  interactive: process.stdout.isTTY === true,
  environment: process.env,
});

/** ECMA-48: to the first column, erase to the end of the line. What is wider than the terminal would not be one line. */
function rewrite(line: string): void {
  const width = process.stderr.columns || 80;
  process.stderr.write(`\r${line.slice(0, width - 1)}\u001B[K`);
}

/** Resolves with '' at the end of the input and when the command is to end. */
function ask(question: string): Promise<string> {
  // Not in the raw mode of an editor of lines, which would keep Ctrl-C to itself.
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  return new Promise((resolve) => {
    lines.once('close', () => resolve(''));
    lines.question(question, { signal: stop.signal }, (answer) => {
      resolve(answer);
      lines.close();
    });
    stop.signal.addEventListener('abort', () => lines.close(), { once: true });
  });
}
