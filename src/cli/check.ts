import { relative } from 'node:path';
import { loadConfig } from '../config/load.js';
import { routingOptions } from '../config/routing.js';
import type { Config } from '../config/schema.js';
import { loadYaml } from '../config/yaml.js';
import { asUndertoneError } from '../core/errors.js';
import { dialogueSchema } from '../engines/local/dialogue/dialogue-schema.js';
import { routingTable } from '../sip/route.js';
import { readCommandLine } from './command-line.js';
import { configFile } from './config-file.js';
import type { Command } from './terminal.js';

const usage = `undertone check [file]

Reads a configuration and the dialogues it names, and reports every problem with its line and column.
Exit status: 0 it is fine, 1 it is not, 2 the command line is wrong.`;

export const check: Command = async (argv, { out, note, environment }) => {
  const { values, positionals } = readCommandLine(argv, {}, 1);
  if (values.help) {
    out(usage);
    return 0;
  }
  const file = configFile(positionals[0]);
  const { config, resolve } = loadConfig(file, environment);
  routingTable(routingOptions(config));
  const dialogues = new Set(Object.values(config.bots).map((bot) => bot.dialogue));
  const problems = [...dialogues].flatMap((dialogue) => dialogueProblems(dialogue, resolve(dialogue), config));
  for (const problem of problems) note(problem);
  if (problems.length > 0) return 1;
  out(`${file}: fine (${summary(config, dialogues.size)})`);
  return 0;
};

/** Problems of a dialogue file, and of the bots that ask of it what it does not have. */
function dialogueProblems(dialogue: string, path: string, config: Config): string[] {
  try {
    const { languages } = loadYaml(dialogueSchema, relative(process.cwd(), path));
    return Object.entries(config.bots)
      .filter(([, bot]) => bot.dialogue === dialogue)
      .flatMap(([name, bot]) => {
        const missing = bot.languages.filter((language) => !languages.includes(language));
        return missing.length === 0
          ? []
          : [`bot ${name} speaks ${missing.join(', ')}, its dialogue ${dialogue} does not`];
      });
  } catch (thrown) {
    return [asUndertoneError(thrown).message];
  }
}

function summary(config: Config, dialogues: number): string {
  const counts: [number, string][] = [
    [config.routes.length, 'route'],
    [config.trunks.length, 'trunk'],
    [Object.keys(config.bots).length, 'bot'],
    [Object.keys(config.tools).length, 'tool set'],
    [dialogues, 'dialogue'],
  ];
  return counts.map(([count, noun]) => `${count} ${noun}${count === 1 ? '' : 's'}`).join(', ');
}
