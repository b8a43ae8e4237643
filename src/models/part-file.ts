import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { feed } from './file-hash.js';

/** Says at the next request whether the server still has the same file (RFC 9110 section 8.8). */
const origin = z.object({
  url: z.string(),
  /** For If-Range: a strong ETag or a date; undefined when the server gave neither. */
  validator: z.string().max(1000).optional(),
});
export interface Origin {
  readonly url: string;
  readonly validator: string | undefined;
}

/**
 * What has come of a file so far, in `PATH.part`, and from where, in `PATH.part.json`. Both outlive the process, so that a
 * download can be continued by the next one. The hash is always that of everything in the file.
 */
export class PartFile {
  #hash: Hash;
  #bytes: number;
  #origin: Origin | undefined;

  private constructor(
    private readonly path: string,
    private readonly handle: FileHandle,
    begun: { readonly hash: Hash; readonly bytes: number; readonly origin: Origin | undefined },
  ) {
    this.#hash = begun.hash;
    this.#bytes = begun.bytes;
    this.#origin = begun.origin;
  }

  /** Reads what an earlier download left. Rejects with the errors of the file system. */
  static async open(path: string): Promise<PartFile> {
    const handle = await open(`${path}.part`, 'a+');
    try {
      const hash = createHash('sha256');
      const bytes = await feed(hash, `${path}.part`);
      return new PartFile(path, handle, { hash, bytes, origin: await readOrigin(path) });
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  get bytes(): number {
    return this.#bytes;
  }

  get origin(): Origin | undefined {
    return this.#origin;
  }

  /** Begins anew, with bytes from `origin`. */
  async restart(origin?: Origin): Promise<void> {
    await this.handle.truncate(0);
    this.#hash = createHash('sha256');
    this.#bytes = 0;
    this.#origin = origin;
    if (origin === undefined) await rm(`${this.path}.part.json`, { force: true });
    else await writeFile(`${this.path}.part.json`, JSON.stringify(origin));
  }

  async append(chunk: Uint8Array): Promise<void> {
    // A nearly full disk takes a part of a chunk, and says ENOSPC only at the next write.
    for (let written = 0; written < chunk.byteLength; ) {
      const { bytesWritten } = await this.handle.write(chunk, written);
      this.#hash.update(chunk.subarray(written, written + bytesWritten));
      this.#bytes += bytesWritten;
      written += bytesWritten;
    }
  }

  sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  /** Gives the file its name; to be called once everything is right. */
  async keep(): Promise<void> {
    await this.handle.sync();
    await rename(`${this.path}.part`, this.path);
    await rm(`${this.path}.part.json`, { force: true });
  }

  async discard(): Promise<void> {
    await rm(`${this.path}.part`, { force: true });
    await rm(`${this.path}.part.json`, { force: true });
  }
}

async function readOrigin(path: string): Promise<Origin | undefined> {
  try {
    const { url, validator } = origin.parse(JSON.parse(await readFile(`${path}.part.json`, 'utf8')));
    return { url, validator };
  } catch {
    // Never written, or cut off with the process that wrote it: the hash decides alone.
    return undefined;
  }
}
