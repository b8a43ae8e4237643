import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Clock } from '../core/clock.js';
import { UndertoneError } from '../core/errors.js';
import { isSafeSource, type ModelFile } from './manifest.js';

export interface DownloadOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Bytes so far. */
  readonly onProgress: (bytes: number) => void;
}

/** Nothing for this long and the download is given up. */
const stallMs = 30_000;

/**
 * Fetches a file to `path`, refusing it as soon as it is longer than it should be.
 * @throws UndertoneError MODEL_DOWNLOAD, MODEL_MISMATCH; what was written is then of no use
 */
export async function download(file: ModelFile, path: string, options: DownloadOptions): Promise<void> {
  const { clock, signal, onProgress } = options;
  const stalled = new AbortController();
  let cancel = () => {};
  const alive = () => {
    cancel();
    cancel = clock.setTimer(stallMs, () => stalled.abort(), { background: true });
  };
  const target = await open(path, 'w');
  try {
    alive();
    const response = await fetch(file.source, { signal: AbortSignal.any([signal, stalled.signal]) });
    if (!response.ok) throw failed(file, `HTTP ${response.status}`);
    if (!isSafeSource(response.url)) throw failed(file, `it was redirected to ${response.url}, which is not https`);
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      alive();
      bytes += chunk.byteLength;
      if (bytes > file.bytes) throw failed(file, `it is longer than the ${file.bytes} bytes of the manifest`);
      hash.update(chunk);
      await target.write(chunk);
      onProgress(bytes);
    }
    if (bytes !== file.bytes) throw failed(file, `it has ${bytes} bytes, the manifest says ${file.bytes}`);
    const sha256 = hash.digest('hex');
    if (sha256 !== file.sha256) throw mismatch(file.source, file.sha256, sha256);
  } catch (error) {
    if (error instanceof UndertoneError) throw error;
    if (signal.aborted) throw failed(file, 'stopped');
    if (stalled.signal.aborted) throw failed(file, `nothing came for ${stallMs / 1000} seconds`);
    const { message, cause } = error as Error;
    throw failed(file, cause instanceof Error ? cause.message : message);
  } finally {
    cancel();
    await target.close();
  }
}

export function mismatch(what: string, wanted: string, found: string): UndertoneError {
  return new UndertoneError('MODEL_MISMATCH', `${what}: sha256 is ${found}, the manifest says ${wanted}`);
}

function failed(file: ModelFile, reason: string): UndertoneError {
  return new UndertoneError('MODEL_DOWNLOAD', `${file.source}: ${reason}`);
}
