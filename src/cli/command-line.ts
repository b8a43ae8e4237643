import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearest } from '../config/suggestion.js';
import { UndertoneError } from '../core/errors.js';

type Options = NonNullable<ParseArgsConfig['options']>;

const helpOption = { help: { type: 'boolean', short: 'h' } } as const;

interface Config<O extends Options> {
  readonly args: string[];
  readonly options: O & typeof helpOption;
  readonly allowPositionals: true;
}

type CommandLine<O extends Options> = ReturnType<typeof parseArgs<Config<O>>>;

/**
 * The options and the positional arguments of a command.
 * @throws UndertoneError CLI_USAGE that names the nearest option
 */
export function readCommandLine<O extends Options>(
  argv: readonly string[],
  options: O,
  maxPositionals: number,
): Pick<CommandLine<O>, 'values' | 'positionals'> {
  const withHelp = { ...options, ...helpOption };
  try {
    const config: Config<O> = { args: [...argv], options: withHelp, allowPositionals: true };
    const { values, positionals } = parseArgs(config);
    const extra = positionals[maxPositionals];
    if (extra !== undefined) throw new UndertoneError('CLI_USAGE', `what is "${extra}" for?`);
    return { values, positionals };
  } catch (error) {
    if (error instanceof UndertoneError) throw error;
    throw new UndertoneError('CLI_USAGE', explain(error, Object.keys(withHelp)), {}, { cause: error });
  }
}

/** parseArgs throws TypeErrors whose text begins with what matters. */
function explain(error: unknown, names: readonly string[]): string {
  const { code, message } = error as { code?: string; message: string };
  const [sentence = message] = message.split(/\. |\n/);
  const unknown = /'--?([^']+)'/.exec(sentence)?.[1];
  if (code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION' || unknown === undefined) return sentence;
  const suggestion = nearest(unknown, names);
  const hint =
    suggestion === undefined
      ? `options: ${names.map((name) => `--${name}`).join(', ')}`
      : `did you mean --${suggestion}?`;
  return `unknown option --${unknown}; ${hint}`;
}
