import { copyFile, link, mkdir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UndertoneError } from '../core/errors.js';
import { checkSpace, diskError } from './disk.js';
import { type DownloadOptions, download } from './download.js';
import { mismatch, sha256Of } from './file-hash.js';
import { takeFromDisk } from './from-disk.js';
import { takeLock } from './lock.js';
import { downloadBytes, type Model, type ModelFile } from './manifest.js';
import { sourceUrls } from './mirror.js';
import { checkRecord, readRecord, writeRecord } from './record.js';
import { unpack } from './unpack.js';

/**
 * Models in a folder, `folder/NAME/` each. Files come to `NAME.part/fetched/` and stay there until all are right, whatever
 * happens to the process; then the model is put together in `NAME.part/whole/` and moved to its place, so that a folder
 * with its name is a whole model.
 */

export interface PullOptions extends Omit<DownloadOptions, 'onProgress'> {
  /** Bytes of the model's files that are here, of `downloadBytes`. */
  readonly onProgress: (bytes: number) => void;
  /** Base URL that is asked in place of the source. */
  readonly mirror?: string;
  /** Files, folders and archives that are read in place of the network. */
  readonly from?: readonly string[];
}

/** What a pull found: it was there and right, or had to be fetched. */
export type Pulled = 'present' | 'fetched';

/** @throws UndertoneError MODEL_DOWNLOAD, MODEL_MISMATCH, MODEL_MISSING; the model that was there before is then untouched */
export async function pullModel(model: Model, folder: string, options: PullOptions): Promise<Pulled> {
  const place = join(folder, model.name);
  const release = await prepared(folder, () => takeLock(`${place}.lock`, options.clock));
  try {
    if (await isInstalled(model, folder)) return 'present';
    const work = { place, fetched: join(`${place}.part`, 'fetched'), whole: join(`${place}.part`, 'whole') };
    await prepared(work.fetched, async () => {});
    try {
      await fetchFiles(model, work, options);
      await assemble(model, work);
    } finally {
      await rm(work.whole, { recursive: true, force: true });
      await removeIfEmpty(work.fetched);
      await removeIfEmpty(`${place}.part`);
    }
    return 'fetched';
  } finally {
    await release();
  }
}

/** By the hash of every file. */
export async function isInstalled(model: Model, folder: string): Promise<boolean> {
  const place = join(folder, model.name);
  const record = readRecord(model, place);
  if (record === undefined) return false;
  return checkRecord(record, place).then(
    () => true,
    () => false,
  );
}

/**
 * Hashes every file. A model that was put there by hand, and is right, gets its record.
 * @throws UndertoneError MODEL_MISSING, MODEL_MISMATCH
 */
export async function verifyModel(model: Model, folder: string): Promise<void> {
  const place = join(folder, model.name);
  for (const file of model.files.filter(({ unpack }) => unpack === 'none')) {
    const path = join(place, file.name);
    const sha256 = await sha256Of(path);
    if (sha256 !== file.sha256) throw mismatch(path, file.sha256, sha256);
  }
  const record = readRecord(model, place);
  if (record !== undefined) return checkRecord(record, place);
  if (model.files.some(({ unpack }) => unpack !== 'none')) {
    throw new UndertoneError('MODEL_MISSING', `${place}: not there; undertone models pull ${model.name} fetches it`);
  }
  await writeRecord(model, place).catch(() => {});
}

interface Work {
  readonly place: string;
  readonly fetched: string;
  readonly whole: string;
}

async function fetchFiles(model: Model, work: Work, options: PullOptions): Promise<void> {
  const missing: ModelFile[] = [];
  for (const file of model.files) if (!(await isHere(file, work))) missing.push(file);
  await checkSpace(work.fetched, await needsOf(missing, work));
  let done = downloadBytes(model) - missing.reduce((sum, { bytes }) => sum + bytes, 0);
  options.onProgress(done);
  for (const file of missing) {
    const path = join(work.fetched, file.name);
    if (options.from === undefined) {
      const onProgress = (bytes: number) => options.onProgress(done + bytes);
      await download(file, sourceUrls(file, model.name, options.mirror), path, { ...options, onProgress });
    } else await takeFromDisk(file, model.name, options.from, path);
    done += file.bytes;
    options.onProgress(done);
  }
}

/** Fetched by an earlier pull, or in the model that is to be replaced. */
async function isHere(file: ModelFile, { fetched, place }: Work): Promise<boolean> {
  const path = join(fetched, file.name);
  if (await hasHash(path, file)) return true;
  await rm(path, { force: true });
  const before = join(place, file.name);
  if (file.unpack !== 'none' || !(await hasHash(before, file))) return false;
  await link(before, path).catch(() => copyFile(before, path));
  return true;
}

async function hasHash(path: string, file: ModelFile): Promise<boolean> {
  const status = await stat(path).catch(() => undefined);
  return status?.size === file.bytes && (await sha256Of(path)) === file.sha256;
}

/** Less what has come of each. */
function needsOf(missing: readonly ModelFile[], { fetched }: Work) {
  return Promise.all(
    missing.map(async ({ name, bytes, unpack }) => {
      const part = await stat(join(fetched, `${name}.part`)).catch(() => undefined);
      return { bytes: Math.max(0, bytes - (part?.size ?? 0)), isArchive: unpack !== 'none' };
    }),
  );
}

async function assemble(model: Model, { place, fetched, whole }: Work): Promise<void> {
  try {
    await rm(whole, { recursive: true, force: true });
    await mkdir(whole);
    for (const file of model.files) {
      const path = join(fetched, file.name);
      if (file.unpack === 'none')
        await link(path, join(whole, file.name)).catch(() => copyFile(path, join(whole, file.name)));
      else await unpack(file.unpack, path, whole);
    }
    await writeRecord(model, whole);
    await rm(`${place}.old`, { recursive: true, force: true });
    await rename(place, `${place}.old`).catch(() => {});
    await rename(whole, place);
    await rm(`${place}.old`, { recursive: true, force: true });
    await rm(`${place}.part`, { recursive: true, force: true });
  } catch (error) {
    throw await diskError(error, place, downloadBytes(model));
  }
}

/** Makes a folder; what the file system has against it, or against `then`, is told in words. */
async function prepared<T>(folder: string, then: () => Promise<T>): Promise<T> {
  try {
    await mkdir(folder, { recursive: true });
    return await then();
  } catch (error) {
    const told = await diskError(error, folder, 0);
    if (told !== error || error instanceof UndertoneError) throw told;
    throw new UndertoneError('MODEL_DOWNLOAD', `${folder}: ${(error as Error).message}`, {}, { cause: error });
  }
}

async function removeIfEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => undefined);
  if (names?.length === 0) await rmdir(folder).catch(() => {});
}
