import { readFileSync } from 'node:fs';
import { nearest } from '../config/suggestion.js';
import { asUndertoneError, UndertoneError } from '../core/errors.js';
import type { Command, Terminal } from './terminal.js';

interface Entry {
  readonly usage: string;
  readonly summary: string;
  /** Loaded when it is used: `check` needs no media workers. */
  load(): Promise<Command>;
}

const commands: Readonly<Record<string, Entry>> = {
  start: {
    usage: 'start [file]',
    summary: 'answer calls',
    load: async () => (await import('./start.js')).start,
  },
  check: {
    usage: 'check [file]',
    summary: 'say what is wrong with a configuration, if anything',
    load: async () => (await import('./check.js')).check,
  },
  explain: {
    usage: 'explain <sip-uri>',
    summary: 'say which bot a call would get, and why',
    load: async () => (await import('./explain.js')).explain,
  },
  call: {
    usage: 'call <sip-uri> [step ...]',
    summary: 'place a scripted call to any SIP bot and measure it',
    load: async () => (await import('./call.js')).call,
  },
  replay: {
    usage: 'replay <file>',
    summary: 'play a conversation log again, event by event',
    load: async () => (await import('./replay.js')).replay,
  },
  mood: {
    usage: 'mood <file.wav> ...',
    summary: "say what recordings tell of a caller's mood, turn by turn",
    load: async () => (await import('./mood.js')).mood,
  },
  models: {
    usage: 'models list|pull|verify [name ...]',
    summary: 'show, fetch and check models of your own choice',
    load: async () => (await import('./models.js')).models,
  },
};

const usage = `undertone <command>

${Object.values(commands)
  .map((command) => `  ${command.usage.padEnd(30)}${command.summary}`)
  .join('\n')}

  --help, --version             of the command too: undertone <command> --help`;

/** Runs a command line, given without the program's name; resolves with the exit status. Never rejects. */
export async function runCommand(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = argv;
  if (name === '--help' || name === '-h') {
    terminal.out(usage);
    return 0;
  }
  if (name === '--version' || name === '-V') {
    terminal.out(version());
    return 0;
  }
  try {
    const command = await commandNamed(name);
    return await command(rest, terminal);
  } catch (thrown) {
    return complain(thrown, terminal);
  }
}

async function commandNamed(name: string | undefined): Promise<Command> {
  const names = Object.keys(commands);
  if (name !== undefined && Object.hasOwn(commands, name)) return commands[name]!.load();
  if (name === undefined) throw new UndertoneError('CLI_USAGE', `which command? ${names.join(', ')}`);
  const suggestion = nearest(name, names);
  const hint = suggestion === undefined ? `there are: ${names.join(', ')}` : `did you mean "${suggestion}"?`;
  throw new UndertoneError('CLI_USAGE', `unknown command "${name}"; ${hint}`);
}

function complain(thrown: unknown, { note }: Terminal): number {
  const error = asUndertoneError(thrown);
  if (error.code === 'CLI_USAGE') {
    note(`${error.message}\nundertone --help lists the commands.`);
    return 2;
  }
  // A bug is of use to its authors only with its stack.
  const stack = error.cause instanceof Error ? error.cause.stack : error.stack;
  note(error.code === 'BUG' ? `${stack}` : error.message);
  return 1;
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
