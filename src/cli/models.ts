import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { nearest } from '../config/suggestion.js';
import { systemClock } from '../core/clock.js';
import { asUndertoneError, UndertoneError } from '../core/errors.js';
import { downloadBytes, isSafeSource, loadManifest, type Model } from '../models/manifest.js';
import { modelPlaces, modelPlacesIn } from '../models/places.js';
import { isWhole } from '../models/record.js';
import { isInstalled, pullModel, verifyModel } from '../models/store.js';
import { readCommandLine } from './command-line.js';
import { factsOf, listOf, type Origin } from './model-facts.js';
import { progressBar, progressLines } from './pull-progress.js';
import type { Command, Terminal } from './terminal.js';

const usage = `undertone models list|pull|verify [name ...] [option ...]

list shows what may be fetched and what is here; pull shows licence and size of the models named, asks, and fetches
those that are not here over HTTPS, keeping what has the sha256 of the manifest: an interrupted pull is continued by the
next one; verify checks every file that is here (without a name: of every model that is).
Options:
  --yes            fetch without asking; needed where there is nobody to ask
  --mirror URL     ask URL/MODEL/FILE, then URL/PATH-OF-THE-SOURCE, in place of the source; the sha256 decides as ever
  --from PATH      read a file, a folder or an archive in place of the network; may be given several times
  --manifest FILE  what may be fetched, with source, sha256 and licence (default models/manifest.yaml)
  --folder PATH    where models are kept (default UNDERTONE_MODELS of the environment, else .undertone/models)
Exit status: 0 all is right, 1 something is not, 2 the command line is wrong.`;

const options = {
  manifest: { type: 'string' },
  folder: { type: 'string' },
  mirror: { type: 'string' },
  from: { type: 'string', multiple: true },
  yes: { type: 'boolean' },
} as const;
const maxNames = 200;
const maxFrom = 50;

const actions = { list, pull, verify } as const;

interface Task {
  readonly names: readonly string[];
  readonly known: readonly Model[];
  readonly manifest: string;
  readonly folder: string;
  readonly origin: Origin;
  readonly yes: boolean;
  readonly terminal: Terminal;
}

export const models: Command = async (argv, terminal) => {
  const { values, positionals } = readCommandLine(argv, options, maxNames);
  const [action = '', ...names] = positionals;
  if (values.help) {
    terminal.out(usage);
    return 0;
  }
  if (!Object.hasOwn(actions, action)) {
    throw new UndertoneError('CLI_USAGE', 'models list, models pull, or models verify?');
  }
  const manifest = values.manifest ?? relative(process.cwd(), modelPlaces.manifest);
  const from = values.from ?? [];
  if (from.length > maxFrom) throw new UndertoneError('CLI_USAGE', `--from may be given ${maxFrom} times`);
  if (values.mirror !== undefined && from.length > 0) throw new UndertoneError('CLI_USAGE', '--mirror or --from?');
  if (values.mirror !== undefined && !isSafeSource(values.mirror)) {
    throw new UndertoneError('CLI_USAGE', '--mirror takes an https URL (http only on this machine)');
  }
  return actions[action as keyof typeof actions]({
    names,
    known: loadManifest(manifest),
    manifest,
    folder: values.folder ?? relative(process.cwd(), modelPlacesIn(terminal.environment).folder),
    origin: { mirror: values.mirror, from },
    yes: values.yes ?? false,
    terminal,
  });
};

async function list(task: Task): Promise<number> {
  const chosen = task.names.length === 0 ? task.known : choose(task);
  if (chosen.length === 0) task.terminal.note(`${task.manifest} names no model`);
  else task.terminal.out(listOf(chosen, (model) => isWhole(model, join(task.folder, model.name))));
  return 0;
}

/** Without a name it fetches nothing: all of them are more than a gigabyte. */
async function pull(task: Task): Promise<number> {
  const { terminal, origin, folder } = task;
  if (task.names.length === 0) {
    await list(task);
    terminal.note('\nundertone models pull NAME fetches one of these.');
    return 0;
  }
  const chosen = choose(task);
  const missing: Model[] = [];
  for (const model of chosen) {
    if (await isInstalled(model, folder)) terminal.out(`${model.name}: here already, ${rightOf(model)}`);
    else missing.push(model);
  }
  for (const model of missing) terminal.note(factsOf(model, origin));
  if (missing.length > 0 && !(await mayFetch(task))) return 1;
  return forEach(missing, terminal, async (model) => {
    await pullOne(model, task);
    terminal.out(`${model.name}: ${rightOf(model)}`);
  });
}

async function verify(task: Task): Promise<number> {
  const { terminal, folder } = task;
  const isHere = ({ name }: Model) => existsSync(join(folder, name));
  const chosen = task.names.length === 0 ? task.known.filter(isHere) : choose(task);
  if (chosen.length === 0) terminal.note(`no model of ${task.manifest} is in ${folder}`);
  return forEach(chosen, terminal, async (model) => {
    await verifyModel(model, folder);
    terminal.out(`${model.name}: ${rightOf(model)}`);
  });
}

const rightOf = ({ licence }: Model) => `as the manifest says (licence ${licence})`;

/** Does it for each model, and goes on to the next when it does not work out for one. */
async function forEach(
  chosen: readonly Model[],
  { note, stop }: Terminal,
  carryOut: (model: Model) => Promise<void>,
): Promise<number> {
  let failures = 0;
  for (const model of chosen) {
    try {
      await carryOut(model);
    } catch (thrown) {
      const error = asUndertoneError(thrown);
      if (error.code === 'BUG') throw error;
      note(`${model.name}: ${error.message} [${error.code}]`);
      failures += 1;
    }
    if (stop.aborted) return 1;
  }
  return failures === 0 ? 0 : 1;
}

/** @throws UndertoneError CLI_USAGE when nobody can be asked */
async function mayFetch({ yes, terminal: { ask, note, stop } }: Task): Promise<boolean> {
  if (yes) return true;
  if (ask === undefined) {
    throw new UndertoneError('CLI_USAGE', 'nothing is fetched without consent: there is nobody to ask here; say --yes');
  }
  const answer = await ask('Fetch? [y/N] ');
  if (/^y(es)?$/i.test(answer.trim()) && !stop.aborted) return true;
  note('nothing was fetched');
  return false;
}

async function pullOne(model: Model, { folder, origin, terminal }: Task) {
  const { note, rewrite, stop } = terminal;
  const total = downloadBytes(model);
  const progress = rewrite === undefined ? progressLines(model.name, total) : progressBar(model.name, total);
  const show = rewrite ?? note;
  try {
    return await pullModel(model, folder, {
      clock: systemClock,
      signal: stop,
      ...(origin.mirror === undefined ? {} : { mirror: origin.mirror }),
      ...(origin.from.length === 0 ? {} : { from: origin.from }),
      onRetry: (reason, waitMs) => {
        rewrite?.('');
        note(`${model.name}: ${reason}; trying again in ${waitMs / 1000} s`);
      },
      onProgress: (bytes) => {
        const line = progress.at(systemClock.nowMs(), bytes);
        if (line !== undefined) show(line);
      },
    });
  } finally {
    rewrite?.('');
  }
}

function choose({ known, names, manifest }: Task): readonly Model[] {
  return [...new Set(names)].map((name) => {
    const model = known.find((candidate) => candidate.name === name);
    if (model !== undefined) return model;
    const candidates = known.map((candidate) => candidate.name);
    const suggestion = nearest(name, candidates);
    const hint =
      suggestion === undefined ? `there are: ${candidates.join(', ') || 'none'}` : `did you mean ${suggestion}?`;
    throw new UndertoneError('CLI_USAGE', `${manifest} has no model ${name}; ${hint}`);
  });
}
