import { readFileSync, statSync } from 'node:fs';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import * as z from 'zod';
import { mismatch, sha256Of } from './file-hash.js';
import { loadManifest, type Model } from './manifest.js';
import type { ModelPlaces } from './places.js';

/**
 * `.undertone.json` in the folder of a model: what was fetched, under which licence, and every file with its size and
 * sha256, so that what came out of an archive can be checked without the archive, and a start can tell by sizes
 * whether a model is whole.
 */
const recordName = '.undertone.json';

const recordSchema = z.object({
  sources: z.array(z.object({ name: z.string(), sha256: z.string() })).max(50),
  /** By path, with slashes. */
  files: z.record(z.string(), z.object({ bytes: z.int().min(0), sha256: z.string() })),
});
type ModelRecord = z.output<typeof recordSchema>;

/** Hashes all that is in `folder` and writes it down. */
export async function writeRecord(model: Model, folder: string): Promise<void> {
  const files: Record<string, { bytes: number; sha256: string }> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).replaceAll(sep, '/');
    if (name !== recordName) files[name] = { bytes: (await stat(path)).size, sha256: await sha256Of(path) };
  }
  const { name, kind, languages, licence, licence_url, attribution, note, sample_rate_hz } = model;
  const facts = { name, kind, languages, licence, licence_url, attribution, note, sample_rate_hz };
  const record = { ...facts, sources: sourcesOf(model), files };
  await writeFile(join(folder, recordName), `${JSON.stringify(record, undefined, 2)}\n`);
}

/**
 * A model of the manifest that is whole by its record and the sizes of its files: quick enough for a start. Undefined when
 * it is not in the manifest, not there, not whole, or not what the manifest now says.
 * @throws UndertoneError what is wrong with the manifest
 */
export function installedModel(name: string, places: ModelPlaces): { model: Model; folder: string } | undefined {
  const model = loadManifest(places.manifest).find((candidate) => candidate.name === name);
  if (model === undefined) return undefined;
  const folder = resolve(places.folder, name);
  return isWhole(model, folder) ? { model, folder } : undefined;
}

/** By the record and the sizes of the files. */
export function isWhole(model: Model, folder: string): boolean {
  const record = readRecord(model, folder);
  if (record === undefined) return false;
  return Object.entries(record.files).every(([path, { bytes }]) => {
    const status = statSync(join(folder, path), { throwIfNoEntry: false });
    return status?.isFile() === true && status.size === bytes;
  });
}

/** The record, if it is one of what the manifest says; undefined otherwise. */
export function readRecord(model: Model, folder: string): ModelRecord | undefined {
  let record: ModelRecord;
  try {
    record = recordSchema.parse(JSON.parse(readFileSync(join(folder, recordName), 'utf8')));
  } catch {
    return undefined;
  }
  const fits = sourcesOf(model).every((wanted) =>
    record.sources.some(({ name, sha256 }) => name === wanted.name && sha256 === wanted.sha256),
  );
  const paths = Object.keys(record.files);
  const isInside = paths.every((path) => resolve(folder, path).startsWith(resolve(folder) + sep));
  return fits && isInside && paths.length > 0 ? record : undefined;
}

/** @throws UndertoneError MODEL_MISSING, MODEL_MISMATCH */
export async function checkRecord(record: ModelRecord, folder: string): Promise<void> {
  for (const [path, wanted] of Object.entries(record.files)) {
    const sha256 = await sha256Of(join(folder, path));
    if (sha256 !== wanted.sha256) throw mismatch(join(folder, path), wanted.sha256, sha256);
  }
}

function sourcesOf({ files }: Model): { name: string; sha256: string; bytes: number; unpack: string }[] {
  return files.map(({ name, sha256, bytes, unpack }) => ({ name, sha256, bytes, unpack }));
}
