import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { posix } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { openPromise } from 'yauzl';

/** One file out of an archive that a person has, without unpacking the rest of it. */

const mostEntries = 10_000;
const mostListBytes = 2_000_000;
const archiveNames = /\.(zip|tar|tgz|tbz2?|txz|tar\.(gz|bz2|xz|zst))$/;

export const isArchive = (path: string): boolean => archiveNames.test(path);

/**
 * The member `name`, in whatever folder, handed to `take` as a stream; false when there is none.
 * Rejects with what is wrong with the archive.
 */
export async function takeMember(
  archive: string,
  name: string,
  take: (data: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<boolean> {
  return archive.endsWith('.zip') ? takeFromZip(archive, name, take) : takeFromTar(archive, name, take);
}

type Take = (data: AsyncIterable<Uint8Array>) => Promise<void>;

async function takeFromZip(archive: string, name: string, take: Take): Promise<boolean> {
  const zip = await openPromise(archive, { autoClose: false, strictFileNames: true });
  try {
    if (zip.entryCount > mostEntries) throw new Error(`it has more than ${mostEntries} files`);
    for await (const entry of zip.eachEntry()) {
      if (posix.basename(entry.fileName) !== name || entry.fileName.endsWith('/')) continue;
      await take(await zip.openReadStreamPromise(entry));
      return true;
    }
    return false;
  } finally {
    zip.close();
  }
}

/** `-O` writes a member to standard output: nothing that an archive says is made on the disk. */
async function takeFromTar(archive: string, name: string, take: Take): Promise<boolean> {
  const list = tar(['-t', '-f', archive]);
  let names = '';
  for await (const chunk of list.data) {
    names += Buffer.from(chunk).toString();
    if (names.length > mostListBytes) throw new Error('it has too many files');
  }
  await list.ended();
  const members = names.split('\n').filter((member) => posix.basename(member) === name && !member.endsWith('/'));
  const [shortest] = members.sort((one, other) => one.length - other.length);
  if (shortest === undefined) return false;
  const member = tar(['-x', '-O', '-f', archive, '--', shortest]);
  await take(member.data);
  await member.ended();
  return true;
}

function tar(args: readonly string[]): { readonly data: AsyncIterable<Uint8Array>; ended(): Promise<void> } {
  const child = spawn('tar', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(0, 500);
  });
  const ended = new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => resolve(code === 0 ? undefined : complaint.trim() || `tar ended with ${code}`));
  });
  return {
    // Node throws away what nobody reads when a child ends, and the reader may open a file first.
    data: readAll(child.stdout.pipe(new PassThrough()), () => child.kill()),
    ended: async () => {
      const problem = await ended;
      if (problem !== undefined) throw new Error(problem);
    },
  };
}

/** Ends the program when the reader has had enough. */
async function* readAll(stream: Readable, stop: () => void): AsyncIterable<Uint8Array> {
  let isAll = false;
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
    isAll = true;
  } finally {
    if (!isAll) stop();
  }
}

/** A plain file as takeMember hands one over. */
export const fileData = (path: string): AsyncIterable<Uint8Array> => createReadStream(path, { highWaterMark: 1 << 20 });
