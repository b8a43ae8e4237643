import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { threadId } from 'node:worker_threads';
import { gunzip, gzip } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';

/**
 * An empty PostgreSQL in memory. Initialising one takes seconds of processor time; an image of the first is kept in
 * `.undertone/` and the next start from it (figures: docs/adr/0053-back-office-in-a-thread.md). The image is only a
 * saving: one that is missing, of another version, or damaged is made again, and where it cannot be written nothing else
 * changes.
 */
export async function openCluster(settings: readonly string[], folder = imageFolder): Promise<PGlite> {
  const file = join(folder, await imageName(settings));
  const image = await readImage(file);
  if (image !== undefined) return PGlite.create({ loadDataDir: new Blob([image]), postgresqlconf: [...settings] });
  const lite = await PGlite.create({ postgresqlconf: [...settings] });
  await writeImage(file, Buffer.from(await (await lite.dumpDataDir('none')).arrayBuffer())).catch(() => {});
  return lite;
}

const imageFolder = fileURLToPath(new URL('../../.undertone', import.meta.url));

/** Named by what the image depends on. */
async function imageName(settings: readonly string[]): Promise<string> {
  // The package exports its modules only; its description lies above them.
  const description = new URL('../package.json', import.meta.resolve('@electric-sql/pglite'));
  const key = sha256(Buffer.concat([await readFile(description), Buffer.from(JSON.stringify(settings))]));
  return `pglite-${key.toString('hex').slice(0, 16)}.image`;
}

/** An image is the sha256 of a gzipped tar, then the gzipped tar. */
const hashBytes = 32;

async function readImage(file: string): Promise<Buffer | undefined> {
  try {
    const whole = await readFile(file);
    const packed = whole.subarray(hashBytes);
    if (!sha256(packed).equals(whole.subarray(0, hashBytes))) return undefined;
    return await promisify(gunzip)(packed);
  } catch {
    return undefined;
  }
}

/** Moved into place as a whole: several processes and threads may start at once. */
async function writeImage(file: string, image: Buffer): Promise<void> {
  const packed = await promisify(gzip)(image, { level: 1 });
  const beside = `${file}.${process.pid}-${threadId}`;
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(beside, Buffer.concat([sha256(packed), packed]));
    await rename(beside, file);
  } finally {
    await rm(beside, { force: true });
  }
}

function sha256(data: Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}
