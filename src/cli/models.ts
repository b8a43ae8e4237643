import { relative } from 'node:path';
import { nearest } from '../config/suggestion.js';
import { systemClock } from '../core/clock.js';
import { asUndertoneError, UndertoneError } from '../core/errors.js';
import { loadManifest, type Model } from '../models/manifest.js';
import { modelPlaces } from '../models/places.js';
import { pullModel, verifyModel } from '../models/store.js';
import { readCommandLine } from './command-line.js';
import type { Command, Terminal } from './terminal.js';

const usage = `undertone models pull|verify [name ...] [option ...]

pull fetches models over HTTPS and keeps those whose sha256 is the manifest's; verify checks what is there.
Without a name: every model of the manifest.
Options:
  --manifest FILE  what may be fetched, with source, sha256 and licence (default models/manifest.yaml)
  --folder PATH    where models are kept (default .undertone/models)
Exit status: 0 all is right, 1 something is not, 2 the command line is wrong.`;

const options = { manifest: { type: 'string' }, folder: { type: 'string' } } as const;
const maxNames = 200;

export const models: Command = async (argv, terminal) => {
  const { values, positionals } = readCommandLine(argv, options, maxNames);
  const [action, ...names] = positionals;
  if (values.help) {
    terminal.out(usage);
    return 0;
  }
  if (action !== 'pull' && action !== 'verify') throw new UndertoneError('CLI_USAGE', 'models pull, or models verify?');
  const manifest = values.manifest ?? relative(process.cwd(), modelPlaces.manifest);
  const chosen = choose(loadManifest(manifest), names, manifest);
  if (chosen.length === 0) terminal.note(`${manifest} names no model; it shows how to add one`);
  const folder = values.folder ?? relative(process.cwd(), modelPlaces.folder);
  let failures = 0;
  for (const model of chosen) {
    if (!(await carryOut(action, model, folder, terminal))) failures += 1;
    if (terminal.stop.aborted) return 1;
  }
  return failures === 0 ? 0 : 1;
};

/** One model; says how it went. */
async function carryOut(action: 'pull' | 'verify', model: Model, folder: string, terminal: Terminal): Promise<boolean> {
  try {
    if (action === 'pull') await pull(model, folder, terminal);
    await verifyModel(model, folder);
    terminal.out(`${model.name}: as the manifest says (licence ${model.licence})`);
    return true;
  } catch (thrown) {
    const error = asUndertoneError(thrown);
    if (error.code === 'BUG') throw error;
    terminal.note(`${model.name}: ${error.message} [${error.code}]`);
    return false;
  }
}

async function pull(model: Model, folder: string, { note, stop }: Terminal): Promise<void> {
  let tenths = 0;
  await pullModel(model, folder, {
    clock: systemClock,
    signal: stop,
    onProgress: (file, bytes) => {
      const now = Math.floor((bytes * 10) / file.bytes);
      if (now !== tenths) note(`${model.name}: ${megabytes(bytes)} of ${megabytes(file.bytes)} MB`);
      tenths = now;
    },
  });
}

function choose(known: readonly Model[], names: readonly string[], manifest: string): readonly Model[] {
  if (names.length === 0) return known;
  return names.map((name) => {
    const model = known.find((candidate) => candidate.name === name);
    if (model !== undefined) return model;
    const candidates = known.map((candidate) => candidate.name);
    const suggestion = nearest(name, candidates);
    const hint =
      suggestion === undefined ? `there are: ${candidates.join(', ') || 'none'}` : `did you mean ${suggestion}?`;
    throw new UndertoneError('CLI_USAGE', `${manifest} has no model ${name}; ${hint}`);
  });
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
