import { statfs } from 'node:fs/promises';
import { UndertoneError } from '../core/errors.js';

/** What an archive takes at most while it is fetched and unpacked, in its own size: itself and contents twice as large. */
const archiveShare = 3;

export interface Need {
  readonly bytes: number;
  readonly isArchive: boolean;
}

/**
 * Refuses to begin what cannot end.
 * @throws UndertoneError MODEL_DOWNLOAD
 */
export async function checkSpace(folder: string, needs: readonly Need[]): Promise<void> {
  const wanted = needs.reduce((sum, { bytes, isArchive }) => sum + bytes * (isArchive ? archiveShare : 1), 0);
  const free = await freeBytes(folder);
  if (free === undefined || free >= wanted) return;
  const message = `${folder}: ${megabytes(wanted)} MB are needed and ${megabytes(free)} MB are free`;
  throw new UndertoneError('MODEL_DOWNLOAD', message);
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file is larger than this system allows',
  EACCES: 'it may not be written by this user',
  EPERM: 'it may not be written by this user',
  EROFS: 'it is on a file system that is read-only',
  EIO: 'the disk reports an error',
};

/** An error of the file system in words, with what is still to be written; others are returned as they are. */
export async function diskError(thrown: unknown, folder: string, bytesToCome: number): Promise<unknown> {
  const { code } = thrown as NodeJS.ErrnoException;
  const reason = code === undefined ? undefined : reasons[code];
  if (reason === undefined) return thrown;
  const free = await freeBytes(folder);
  const room = free === undefined ? '' : `, ${megabytes(free)} MB are free`;
  const message = `${folder}: ${reason} (${code}); ${megabytes(bytesToCome)} MB are still to be written${room}`;
  return new UndertoneError('MODEL_DOWNLOAD', message, {}, { cause: thrown });
}

export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

/** For a user without privileges; undefined where the file system does not say. */
async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize, blocks } = await statfs(folder);
    return blocks === 0 ? undefined : bavail * bsize;
  } catch {
    return undefined;
  }
}
