import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { UndertoneError } from '../core/errors.js';

/** @throws UndertoneError MODEL_MISSING when it cannot be read */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await feed(hash, path);
  } catch {
    throw new UndertoneError('MODEL_MISSING', `${path}: not there`);
  }
  return hash.digest('hex');
}

/** Reads a file into a hash; returns its length. */
export async function feed(hash: Hash, path: string): Promise<number> {
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).byteLength;
  }
  return bytes;
}

export function mismatch(what: string, wanted: string, found: string): UndertoneError {
  return new UndertoneError('MODEL_MISMATCH', `${what}: sha256 is ${found}, the manifest says ${wanted}`);
}
