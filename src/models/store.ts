import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { UndertoneError } from '../core/errors.js';
import { type DownloadOptions, download, mismatch } from './download.js';
import type { Model, ModelFile } from './manifest.js';
import { unpack } from './unpack.js';

/**
 * Models in a folder, `folder/NAME/` each. A model is fetched and unpacked beside its place and moved there when
 * everything is right, so that a folder with its name is a whole model.
 */

/** What was unpacked from an archive, so that it can be checked without the archive. */
interface UnpackedRecord {
  readonly archives: readonly string[];
  /** sha256 by path. */
  readonly files: Readonly<Record<string, string>>;
}

const recordName = '.undertone.json';

export interface PullOptions extends Omit<DownloadOptions, 'onProgress'> {
  readonly onProgress: (file: ModelFile, bytes: number) => void;
}

/** @throws UndertoneError MODEL_DOWNLOAD, MODEL_MISMATCH; the model that was there before is then untouched */
export async function pullModel(model: Model, folder: string, options: PullOptions): Promise<void> {
  const place = join(folder, model.name);
  const beside = `${place}.part`;
  await rm(beside, { recursive: true, force: true });
  await mkdir(beside, { recursive: true });
  try {
    for (const file of model.files) {
      const path = join(beside, fileName(file));
      await download(file, path, { ...options, onProgress: (bytes) => options.onProgress(file, bytes) });
      if (file.unpack === 'none') continue;
      await unpack(file.unpack, path, beside);
      await rm(path);
    }
    await writeFile(join(beside, recordName), JSON.stringify(await recordOf(model, beside), undefined, 2));
    await rm(place, { recursive: true, force: true });
    await rename(beside, place);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

/** @throws UndertoneError MODEL_MISSING, MODEL_MISMATCH */
export async function verifyModel(model: Model, folder: string): Promise<void> {
  const place = join(folder, model.name);
  for (const file of model.files.filter(({ unpack }) => unpack === 'none')) {
    const path = join(place, fileName(file));
    const sha256 = await sha256Of(path);
    if (sha256 !== file.sha256) throw mismatch(path, file.sha256, sha256);
  }
  const archives = archivesOf(model);
  if (archives.length === 0) return;
  const record = await readRecord(model, place);
  const [archive] = archives.filter((sha256) => !record.archives.includes(sha256));
  if (archive !== undefined) throw mismatch(place, archive, 'that of another archive');
  for (const [path, wanted] of Object.entries(record.files)) {
    const sha256 = await sha256Of(join(place, path));
    if (sha256 !== wanted) throw mismatch(join(place, path), wanted, sha256);
  }
}

function fileName({ source }: ModelFile): string {
  return basename(new URL(source).pathname) || 'file';
}

function archivesOf({ files }: Model): string[] {
  return files.filter(({ unpack }) => unpack !== 'none').map(({ sha256 }) => sha256);
}

async function recordOf(model: Model, folder: string): Promise<UnpackedRecord> {
  const files: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files[relative(folder, path)] = await sha256Of(path);
  }
  return { archives: archivesOf(model), files };
}

async function readRecord(model: Model, place: string): Promise<UnpackedRecord> {
  try {
    return JSON.parse(await readFile(join(place, recordName), 'utf8')) as UnpackedRecord;
  } catch {
    throw new UndertoneError('MODEL_MISSING', `${place}: not there; undertone models pull ${model.name} fetches it`);
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch {
    throw new UndertoneError('MODEL_MISSING', `${path}: not there`);
  }
  return hash.digest('hex');
}
