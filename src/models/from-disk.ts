import { createHash } from 'node:crypto';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { asUndertoneError, UndertoneError } from '../core/errors.js';
import { fileData, isArchive, takeMember } from './archive-member.js';
import { diskError } from './disk.js';
import { mismatch } from './file-hash.js';
import type { ModelFile } from './manifest.js';

/** A folder is searched this deep and this far. */
const mostDepth = 6;
const mostEntries = 20_000;

/**
 * Copies a file of the model `model` to `target` from where a person has it: a file, a folder with it (or with a folder
 * `model` with it, or somewhere below), or an archive with it. Found by its name, or for a file given by itself by its
 * size, and taken only when its sha256 is right.
 * @throws UndertoneError MODEL_MISSING when it is in none of `places`, MODEL_MISMATCH, MODEL_DOWNLOAD
 */
export async function takeFromDisk(
  file: ModelFile,
  model: string,
  places: readonly string[],
  target: string,
): Promise<void> {
  let wrong: UndertoneError | undefined;
  for (const place of places) {
    for (const take of await offers(file, model, place)) {
      try {
        if (await take(target)) return;
      } catch (thrown) {
        const error = asUndertoneError(thrown);
        if (error.code !== 'MODEL_MISMATCH') throw error;
        wrong ??= error;
      }
    }
  }
  throw wrong ?? new UndertoneError('MODEL_MISSING', `${file.name} is not in ${places.join(', ')}`);
}

/** Copies to a target; false when it has no such file after all. */
type Offer = (target: string) => Promise<boolean>;

async function offers(file: ModelFile, model: string, place: string): Promise<readonly Offer[]> {
  const status = await stat(place).catch(() => undefined);
  if (status === undefined) throw new UndertoneError('MODEL_MISSING', `${place}: not there`);
  if (status.isDirectory()) {
    const near = [join(place, file.name), join(place, model, file.name)];
    const paths = [...new Set([...near, ...(await search(place, file.name))])];
    return paths.map(
      (path) => async (target) => (await hasSize(path, file)) && copy(file, path, fileData(path), target),
    );
  }
  if (status.size === file.bytes) return [(target) => copy(file, place, fileData(place), target)];
  return isArchive(place) ? [(target) => copyMember(file, place, target)] : [];
}

/** Links to folders are not followed, links to files are: that is how the cache of a model hub looks. */
async function search(folder: string, name: string): Promise<readonly string[]> {
  const found: string[] = [];
  let left = mostEntries;
  let level = [folder];
  for (let depth = 0; depth < mostDepth && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const each of level) {
      for (const entry of await readdir(each, { withFileTypes: true }).catch(() => [])) {
        left -= 1;
        if (left < 0)
          throw new UndertoneError('MODEL_MISSING', `${folder} has more than ${mostEntries} files; say where`);
        if (entry.isDirectory()) next.push(join(each, entry.name));
        else if (entry.name === name) found.push(join(each, entry.name));
      }
    }
    level = next;
  }
  return found;
}

async function hasSize(path: string, file: ModelFile): Promise<boolean> {
  const status = await stat(path).catch(() => undefined);
  return status?.isFile() === true && status.size === file.bytes;
}

async function copyMember(file: ModelFile, archive: string, target: string): Promise<boolean> {
  try {
    return await takeMember(archive, file.name, async (data) => {
      await copy(file, `${file.name} in ${archive}`, data, target);
    });
  } catch (thrown) {
    if (thrown instanceof UndertoneError) throw thrown;
    throw new UndertoneError('MODEL_DOWNLOAD', `${archive}: cannot be read: ${(thrown as Error).message}`);
  }
}

async function copy(file: ModelFile, what: string, data: AsyncIterable<Uint8Array>, target: string): Promise<true> {
  // No file of a model begins with a dot.
  const beside = join(dirname(target), '.copy');
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    const handle = await open(beside, 'w');
    try {
      for await (const chunk of data) {
        bytes += chunk.byteLength;
        if (bytes > file.bytes) break;
        hash.update(chunk);
        await handle.writeFile(chunk);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    const sha256 = bytes > file.bytes ? 'that of a longer file' : hash.digest('hex');
    if (sha256 !== file.sha256) throw mismatch(what, file.sha256, sha256);
    await rename(beside, target);
    return true;
  } catch (error) {
    throw await diskError(error, dirname(target), file.bytes - bytes);
  } finally {
    await rm(beside, { force: true });
  }
}
