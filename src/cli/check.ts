import { relative } from 'node:path';
import { localEngineName } from '../config/bot-schema.js';
import { readYaml } from '../config/document.js';
import { type LoadedConfig, loadConfig } from '../config/load.js';
import { describeProblem } from '../config/problem.js';
import { routingOptions } from '../config/routing.js';
import type { Config } from '../config/schema.js';
import { loadYaml, readYamlFile } from '../config/yaml.js';
import { asUndertoneError, type UndertoneError } from '../core/errors.js';
import { dialogueSchema } from '../engines/local/dialogue/dialogue-schema.js';
import { type ModelPlaces, modelPlacesIn } from '../models/places.js';
import { namedModels } from '../recognition.js';
import { routingTable } from '../sip/route.js';
import { turnModelFile } from '../turn-model.js';
import { readCommandLine } from './command-line.js';
import { configFile } from './config-file.js';
import { configWarnings, dialogueWarnings } from './spoken-texts.js';
import type { Command } from './terminal.js';

const usage = `undertone check [file]

Reads a configuration and the dialogues it names, looks whether the speech models it names are there, and reports every problem with its line and column. Warns of texts
of the bots that do not read as their language, such as Mandarin where Cantonese is to be spoken.
Exit status: 0 it is fine, 1 it is not, 2 the command line is wrong.`;

export const check: Command = async (argv, { out, note, environment }) => {
  const { values, positionals } = readCommandLine(argv, {}, 1);
  if (values.help) {
    out(usage);
    return 0;
  }
  const file = configFile(positionals[0]);
  const loaded = loadConfig(file, environment);
  const { config, resolve } = loaded;
  routingTable(routingOptions(config));
  const dialogues = new Set(Object.values(config.bots).flatMap((bot) => dialoguesOf(bot, config)));
  const problems = [
    ...[...dialogues].flatMap((dialogue) => dialogueProblems(dialogue, resolve(dialogue), config)),
    ...modelProblems(loaded, modelPlacesIn(environment)),
  ];
  const warnings = [
    ...configWarnings(readYaml(readYamlFile(file), file)),
    ...[...dialogues].flatMap((dialogue) => warningsOfDialogue(resolve(dialogue))),
  ];
  for (const line of [...problems, ...warnings]) note(line);
  if (problems.length > 0) return 1;
  out(`${file}: fine (${summary(config, dialogues.size)})`);
  return 0;
};

/** What the embedded engines of the bot go by. */
function dialoguesOf({ engines, dialogue }: Config['bots'][string], config: Config): string[] {
  return engines.flatMap((name) => {
    const engine = name === localEngineName ? { family: 'local' as const, dialogue: dialogue! } : config.engines[name]!;
    return engine.family === 'local' ? [engine.dialogue] : [];
  });
}

/** Problems of a dialogue file, and of the bots that ask of it what it does not have. */
function dialogueProblems(dialogue: string, path: string, config: Config): string[] {
  try {
    const { languages } = loadYaml(dialogueSchema, relative(process.cwd(), path));
    return Object.entries(config.bots)
      .filter(([, bot]) => dialoguesOf(bot, config).includes(dialogue))
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

/** A file that cannot be read is a problem, which is told as such. */
function warningsOfDialogue(path: string): readonly string[] {
  try {
    const file = relative(process.cwd(), path);
    return dialogueWarnings(readYaml(readYamlFile(file), file));
  } catch {
    return [];
  }
}

/** The bots answer without them, callers then use the keypad; whoever named a model wants to know. */
function modelProblems(loaded: LoadedConfig, places: ModelPlaces): string[] {
  const { file } = loaded;
  const wrong = [
    ...namedModels(loaded, places).map(({ language, error }) => ({ path: ['recognition', language], error })),
    { path: ['media', 'ears', 'turn_model'], error: turnModelError(loaded, places) },
  ];
  const document = readYaml(readYamlFile(file), file);
  return wrong.flatMap(({ path, error }) => {
    if (error === undefined) return [];
    const { code, message } = error;
    return describeProblem({ code, file, ...document.locate(path), path: path.join('.'), message });
  });
}

function turnModelError(loaded: LoadedConfig, places: ModelPlaces): UndertoneError | undefined {
  try {
    turnModelFile(loaded, places);
    return undefined;
  } catch (thrown) {
    return asUndertoneError(thrown);
  }
}

function summary(config: Config, dialogues: number): string {
  const counts: [number, string][] = [
    [config.routes.length, 'route'],
    [config.trunks.length, 'trunk'],
    [Object.keys(config.bots).length, 'bot'],
    [Object.keys(config.tools).length, 'tool set'],
    [Object.keys(config.engines).length, 'engine'],
    [dialogues, 'dialogue'],
  ];
  return counts.map(([count, noun]) => `${count} ${noun}${count === 1 ? '' : 's'}`).join(', ');
}
