import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise } from 'yauzl';
import { UndertoneError } from '../core/errors.js';
import type { ModelFile } from './manifest.js';

type Unpack = (archive: string, folder: string) => Promise<void>;

/** By `unpack` of the manifest; rejects with what is wrong. */
const ways: Readonly<Record<Exclude<ModelFile['unpack'], 'none'>, Unpack>> = { tar: untar, zip: unzip };

/** @throws UndertoneError MODEL_DOWNLOAD; what was unpacked by then stays in the folder */
export async function unpack(way: keyof typeof ways, archive: string, folder: string): Promise<void> {
  try {
    await ways[way](archive, folder);
  } catch (thrown) {
    throw new UndertoneError('MODEL_DOWNLOAD', `${archive}: cannot be unpacked: ${(thrown as Error).message}`);
  }
}

/** Compression is for tar to find out. GNU and BSD tar both refuse members outside the folder. */
function untar(archive: string, folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const tar = spawn('tar', ['-x', '-f', archive, '-C', folder], { stdio: ['ignore', 'ignore', 'pipe'] });
    let complaint = '';
    tar.stderr.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(0, 500);
    });
    tar.once('error', reject);
    tar.once('close', (code) => (code === 0 ? resolve() : reject(new Error(complaint.trim()))));
  });
}

const mostEntries = 10_000;
/** What is unpacked may be this many times as large as its archive: deflate does a thousand, models two. */
const mostGrowth = 100;
/** In the upper half of the external attributes, where Unix keeps a file's mode. */
const fileTypeMask = 0o170_000;
const symbolicLink = 0o120_000;

/**
 * GNU tar knows no zip. yauzl refuses names that lead outside the folder, and data longer than its entry says, so that
 * the entries' own sizes can be trusted to bound the whole.
 */
async function unzip(archive: string, folder: string): Promise<void> {
  const mostBytes = mostGrowth * (await stat(archive)).size;
  const zip = await openPromise(archive, { autoClose: false, strictFileNames: true });
  try {
    if (zip.entryCount > mostEntries) throw new Error(`it has more than ${mostEntries} files`);
    let bytes = 0;
    for await (const entry of zip.eachEntry()) {
      bytes += entry.uncompressedSize;
      if (bytes > mostBytes) throw new Error(`it is more than ${mostGrowth} times as large when unpacked`);
      if (isLink(entry)) throw new Error(`${entry.fileName} is a link`);
      const path = join(folder, entry.fileName);
      await mkdir(entry.fileName.endsWith('/') ? path : dirname(path), { recursive: true });
      if (entry.fileName.endsWith('/')) continue;
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path, { flags: 'wx' }));
    }
  } finally {
    zip.close();
  }
}

const isLink = ({ externalFileAttributes }: Entry): boolean =>
  ((externalFileAttributes >>> 16) & fileTypeMask) === symbolicLink;
